"""What is wrong with a Create volume form, field by field, before anything is sent.

Beside a field there is room for a few words; `message` is what AWS would answer, word for word, and stands
where there is room for a sentence. The rules are those of the CreateVolume and CreateTags references and of
`volume_types`.
"""

from dataclasses import dataclass

from kmstui.aws.volume_types import VolumeType
from kmstui.console.attaching import device_problem
from kmstui.console.create_volume import Surroundings, VolumeForm, number
from kmstui.console.volume_keys import TYPED_KEY, typed_key_problem

MAX_TAGS = 50
MAX_TAG_KEY = 128
MAX_TAG_VALUE = 256
"""EC2 User Guide, "Tag restrictions"."""
FIELDS: tuple[str, ...] = (
    "volume_type",
    "zone",
    "size",
    "iops",
    "throughput",
    "typed_key",
    "tags",
    "instance",
    "device",
)
"""The fields that can be wrong, in the order in which they stand in the form."""
MEMBERS = {
    "--size": "size",
    "--iops": "iops",
    "--throughput": "throughput",
    "--availability-zone": "zone",
    "--kms-key-id": "typed_key",
    "--tag-specifications": "tags",
    "--device": "device",
}
"""The option of the AWS CLI that shows each field."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong."""

    field: str
    """Where, by its name in `FIELDS`."""
    brief: str
    """In a few words, for beside the field."""
    message: str
    """As AWS would answer; the same as `brief` where AWS is not asked."""
    place: int = 0
    """Which of several, for tags."""


def problems(form: VolumeForm, around: Surroundings) -> tuple[Problem, ...]:
    """Everything that is wrong with the form, in the order of the fields."""
    return (
        *_zone(form),
        *_size(form),
        *_iops(form),
        *_throughput(form),
        *_key(form, around),
        *_tags(form),
        *_device(form, around),
    )


def _zone(form: VolumeForm) -> tuple[Problem, ...]:
    if form.zone:
        return ()
    return (Problem("zone", "Choose a zone.", "The request must contain the parameter zone"),)


def _size(form: VolumeForm) -> tuple[Problem, ...]:
    kind, size = form.kind, number(form.size)
    if size is None:
        return (Problem("size", "Enter a size.", "The request must contain the parameter size/snapshot"),)
    if size < kind.min_size:
        word, limit = "small", f"minimum is {kind.min_size}"
    elif size > kind.max_size:
        word, limit = "large", f"maximum is {kind.max_size}"
    else:
        return ()
    message = f"Volume of {size}GiB is too {word} for volume type {kind.name}; {limit}GiB."
    return (Problem("size", _between(kind.min_size, kind.max_size), message),)


def _iops(form: VolumeForm) -> tuple[Problem, ...]:
    kind, iops, size = form.kind, number(form.iops), number(form.size)
    if not kind.has_iops:
        return ()
    if iops is None:
        if not kind.iops_required:
            return ()
        return (Problem("iops", "Enter the IOPS.", "The request must contain the parameter iops"),)
    between = _between(kind.min_iops, kind.max_iops)
    if iops < kind.min_iops:
        message = f"Volume iops of {iops} is too low; minimum is {kind.min_iops}."
        return (Problem("iops", between, message),)
    if iops > kind.max_iops:
        message = f"Volume iops of {iops} is too high; maximum is {kind.max_iops}."
        return (Problem("iops", between, message),)
    if size and iops > max(size * kind.iops_per_gib, kind.default_iops):
        most = max(size * kind.iops_per_gib, kind.default_iops)
        brief = f"At most {most:,} for {size:,} GiB"
        message = (
            f"Iops to volume size ratio of {iops / size:.6f} is too high; maximum is {kind.iops_per_gib}"
        )
        return (Problem("iops", brief, message),)
    return ()


def _throughput(form: VolumeForm) -> tuple[Problem, ...]:
    kind, throughput = form.kind, number(form.throughput)
    if not kind.has_throughput or throughput is None:
        return ()
    between = _between(kind.min_throughput, kind.max_throughput)
    if throughput < kind.min_throughput:
        message = f"Volume throughput of {throughput} is too low; minimum is {kind.min_throughput}."
        return (Problem("throughput", between, message),)
    if throughput > kind.max_throughput:
        message = f"Volume throughput of {throughput} is too high; maximum is {kind.max_throughput}."
        return (Problem("throughput", between, message),)
    return _throughput_ratio(kind, throughput, number(form.iops) or kind.default_iops)


def _throughput_ratio(kind: VolumeType, throughput: int, iops: int) -> tuple[Problem, ...]:
    most = int(iops * kind.throughput_per_iops)
    if throughput <= most:
        return ()
    message = (
        f"Throughput (MiBps) to iops ratio of {throughput / iops:.6f} is too high;"
        " maximum is 0.250000 MiBps per iops."
    )
    return (Problem("throughput", f"At most {most:,} for {iops:,} IOPS", message),)


def _key(form: VolumeForm, around: Surroundings) -> tuple[Problem, ...]:
    if not form.encrypted or form.key != TYPED_KEY:
        return ()
    wrong = typed_key_problem(form.typed_key, around.region)
    return (Problem("typed_key", wrong, wrong),) if wrong else ()


def _tags(form: VolumeForm) -> tuple[Problem, ...]:
    found = [
        Problem("tags", brief, message, place)
        for place in range(len(form.tags))
        for brief, message in [_tag(place, form.tags)]
        if brief
    ]
    if len(form.tags) > MAX_TAGS:
        found.append(Problem("tags", f"At most {MAX_TAGS} tags.", "More than 50 tags specified", MAX_TAGS))
    return tuple(found)


def _tag(place: int, tags: tuple[tuple[str, str], ...]) -> tuple[str, str]:
    """What is wrong with one tag, briefly and in AWS's words; both empty when nothing is."""
    key, value = tags[place]
    if key.lower().startswith("aws:"):
        return "aws: is reserved.", "Tag keys starting with 'aws:' are reserved for internal use"
    if not 1 <= len(key) <= MAX_TAG_KEY:
        brief = f"At most {MAX_TAG_KEY} characters." if key else "Enter a key."
        return brief, f"Tag key length must be between 1 and 128 characters: '{key}'"
    if len(value) > MAX_TAG_VALUE:
        return (
            f"At most {MAX_TAG_VALUE} characters.",
            "Tag value exceeds the maximum length of 256 characters",
        )
    if key in [other for other, _ in tags[:place]]:
        return "Duplicate key.", f"Duplicate tag key '{key}' specified."
    return "", ""


def tag_errors(tags: tuple[tuple[str, str], ...]) -> dict[int, str]:
    """What is wrong with tags, by their places: for a tag editor by itself."""
    return {one.place: one.brief for one in _tags(VolumeForm(tags=tags))}


def _device(form: VolumeForm, around: Surroundings) -> tuple[Problem, ...]:
    if not form.attaches:
        return ()
    message = device_problem(form.device, around.instance(form))
    if not message:
        return ()
    return (Problem("device", "Choose a device name." if not form.device else "Not free.", message),)


def _between(least: int, most: int) -> str:
    return f"Must be between {least:,} and {most:,}"
