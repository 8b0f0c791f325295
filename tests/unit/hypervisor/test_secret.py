"""Key bytes can be forgotten."""

from kmstui.hypervisor.secret import SecretBuffer


def test_wiping_overwrites_the_very_memory_it_was_given() -> None:
    memory = bytearray(b"secret")
    with SecretBuffer(memory) as secret:
        assert secret.data is memory
    assert memory == bytes(6)


def test_a_copy_is_wiped_by_itself() -> None:
    memory = bytearray(b"secret")
    copy = SecretBuffer.copy_of(memoryview(memory)[2:4])
    copy.wipe()
    assert memory == b"secret"
    assert copy.data == bytes(2)


def test_its_text_tells_nothing() -> None:
    assert repr(SecretBuffer(bytearray(b"secret"))) == "<SecretBuffer of 6 bytes>"
