"""The common shape of operations on one key: find it, say what permission it needs, check its state, work.

An operation that names its key in `KeyId` and needs one permission on it is only a `run` and, at most, its
own condition keys.
"""

from collections.abc import Callable, Sequence

from kmstui.aws.gateway import Params, Result
from kmstui.emulator.kms import key_states
from kmstui.emulator.kms.access import Conditions, account_access, key_access
from kmstui.emulator.kms.identifiers import Named, named_key
from kmstui.emulator.kms.keyring import Keyring
from kmstui.emulator.kms.model import KmsKey
from kmstui.emulator.registry import Access, Context, Handler, no_subject

KeyRun = Callable[[Context, Params, KmsKey], Result]


def key_handler(
    operation: str,
    run: KeyRun,
    keyring: Keyring,
    *,
    conditions: Callable[[Params], Conditions] | None = None,
    check: Callable[[Params], None] | None = None,
) -> Handler[Named]:
    """An operation on the key in `KeyId`.

    Args:
        operation: such as `DescribeKey`.
        run: does the work, once the key's state allows it.
        keyring: of the account.
        conditions: the condition keys of this operation alone.
        check: refuses what is wrong with the request by itself.
    """

    def resolve(context: Context, params: Params) -> Named:
        if check:
            check(params)
        return named_key(context, keyring, operation, params["KeyId"])

    def access(context: Context, params: Params, named: Named) -> Sequence[Access]:
        own = conditions(params) if conditions else None
        return (key_access(context, named.key, operation, alias=named.alias, conditions=own),)

    def checked(context: Context, params: Params, named: Named) -> Result:
        key_states.check(operation, named.key)
        return run(context, params, named.key)

    return Handler("kms", operation, run=checked, resolve=resolve, access=access)


def account_handler(operation: str, run: Callable[[Context, Params], Result]) -> Handler[None]:
    """An operation on no key in particular."""

    def access(_context: Context, _params: Params, _subject: None) -> Sequence[Access]:
        return (account_access(operation),)

    def unaddressed(context: Context, params: Params, _subject: None) -> Result:
        return run(context, params)

    return Handler("kms", operation, run=unaddressed, resolve=no_subject, access=access)
