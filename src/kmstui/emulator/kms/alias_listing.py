"""ListAliases: the aliases of an account and Region, or of one key.

The aliases of AWS managed keys are listed from the start, without a target until their key is made.
"""

from kmstui.aws.gateway import Params, Result
from kmstui.emulator.kms.handlers import account_handler
from kmstui.emulator.kms.identifiers import named_key
from kmstui.emulator.kms.keyring import Keyring
from kmstui.emulator.kms.managed_keys import MANAGED_KEYS
from kmstui.emulator.kms.model import Alias, KmsKey, alias_arn
from kmstui.emulator.kms.paging import Page
from kmstui.emulator.kms.repository import ALIASES, aliases_of, find_alias
from kmstui.emulator.registry import Context, Handler


def list_aliases(keyring: Keyring) -> Handler[None]:
    """The handler of ListAliases."""

    def run(context: Context, params: Params) -> Result:
        if "KeyId" in params:
            key = named_key(context, keyring, "ListAliases", params["KeyId"]).key
            return _of_key(context, params, key)
        return _of_account(context, params)

    return account_handler("ListAliases", run)


def _of_key(context: Context, params: Params, key: KmsKey) -> Result:
    page = Page("ListAliases", key.path, params)
    found = page.cut(aliases_of(context.uow, key), lambda alias: alias.name)
    return page.result("Aliases", found, lambda alias: alias.name, _entry)


def _of_account(context: Context, params: Params) -> Result:
    prefix = f"{context.account}/{context.region}/"
    page = Page("ListAliases", prefix, params)
    after = prefix + page.after if page.after else ""
    real = context.uow.page(ALIASES, prefix=prefix, after=after, limit=page.limit + 1)
    entries = {alias.name: _entry(alias) for alias in real}
    for name in MANAGED_KEYS:
        if find_alias(context.uow, context.account, context.region, name) is None:
            arn = alias_arn(context.account, context.region, name)
            entries[name] = {"AliasName": name, "AliasArn": arn}
    found = page.cut(sorted(entries.items()), lambda item: item[0])
    return page.result("Aliases", found, lambda item: item[0], lambda item: item[1])


def _entry(alias: Alias) -> Result:
    return {
        "AliasName": alias.name,
        "AliasArn": alias.arn,
        "TargetKeyId": alias.target_key_id,
        "CreationDate": alias.created,
        "LastUpdatedDate": alias.updated,
    }
