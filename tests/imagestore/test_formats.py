"""What is accepted, what is refused and why; qemu-img is the judge of what we write."""

import json
import struct
import subprocess
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imagestore.errors import ImageRefused
from imagestore.export import export_to_file, lay_out
from imagestore.formats import open_disk, vhd
from imagestore.ingest import ingest
from portal.sample.disks import MIB, sample_disk


def qemu(*words):
    """Writing LUKS, it now and then gives up for want of a measure of its own time."""
    for _ in range(20):
        done = subprocess.run(["qemu-img", *map(str, words)], capture_output=True, text=True)
        if "accurate CPU usage" not in done.stderr:
            break
    assert done.returncode == 0, done.stderr
    return done


def convert(disk, target, *options):
    qemu("convert", "-f", "raw", "-O", *options, disk, target)
    return target


@pytest.fixture
def dynamic(disk, tmp_path):
    return convert(disk, tmp_path / "d.vhd", "vpc", "-o", "subformat=dynamic,force_size=on")


@pytest.fixture
def fixed(disk, tmp_path):
    return convert(disk, tmp_path / "f.vhd", "vpc", "-o", "subformat=fixed,force_size=on")


def refused(file, claimed=""):
    with pytest.raises(ImageRefused) as caught:
        open_disk([file], claimed)
    return caught.value.code


def patched(file, at, content):
    raw = bytearray(file.read_bytes())
    raw[at : at + len(content) if at >= 0 else None] = content
    file.write_bytes(raw)
    return file


@pytest.mark.parametrize("kind", ["fixed", "dynamic"])
def test_any_format_of_a_disk_gives_the_same_chunks(make_set, disk, request, kind):
    held = make_set("a")
    raw = ingest(open_disk([disk]), [held], draft="raw")

    other = ingest(open_disk([request.getfixturevalue(kind)], "vhd"), [held], draft="vhd")

    assert other.manifest_id == raw.manifest_id


@pytest.mark.parametrize("size", [8 * MIB, 8 * MIB + 512, 9 * MIB + 300 * 512])
def test_a_vhd_of_ours_is_the_same_disk_to_qemu(make_set, tmp_path, size):
    source = tmp_path / "source.raw"
    source.write_bytes(sample_disk("x", 0, size=8 * MIB).ljust(size, b"\1"))
    held = make_set("a")
    layout = lay_out(ingest(open_disk([source]), [held], draft="d").manifest_id, [held], "vhd")

    export_to_file(layout, [held], tmp_path / "out.vhd")

    answer = qemu("compare", "-f", "raw", "-F", "vpc", source, tmp_path / "out.vhd")
    info = json.loads(qemu("info", "-f", "vpc", "--output=json", tmp_path / "out.vhd").stdout)
    assert "identical" in answer.stdout
    assert info["virtual-size"] == size


def test_parts_of_an_upload_are_one_disk(make_set, disk, tmp_path):
    content = disk.read_bytes()
    parts = []
    for number, (low, high) in enumerate(
        [(0, 1000), (1000, 1000), (1000, 3 * MIB + 7), (3 * MIB + 7, None)]
    ):
        part = tmp_path / f"part-{number}"
        part.write_bytes(content[low:high])
        parts.append(part)
    held = make_set("a")

    whole = ingest(open_disk([disk]), [held], draft="a")
    in_parts = ingest(open_disk(parts), [held], draft="b")

    assert in_parts.manifest_id == whole.manifest_id


@pytest.mark.parametrize("format_", ["qcow2", "vmdk", "vhdx", "vdi", "qed", "parallels", "luks"])
def test_other_formats_are_refused_by_name(disk, tmp_path, format_):
    options = (
        ["--object", "secret,id=s,data=x", "-o", "key-secret=s,iter-time=10"]
        if format_ == "luks"
        else []
    )
    file = convert(disk, tmp_path / "other", format_, *options)

    with pytest.raises(ImageRefused, match="(?i)" + format_) as caught:
        open_disk([file])

    assert caught.value.code == "UnsupportedFormat"


def test_a_differencing_vhd_is_refused(fixed):
    raw = bytearray(fixed.read_bytes()[-512:])
    struct.pack_into(">I", raw, 60, vhd.DIFFERENCING)
    struct.pack_into(">I", raw, 64, vhd.checksum(bytes(raw), 64))

    assert refused(patched(fixed, -512, raw)) == "DifferencingDisk"


def test_a_footer_with_a_wrong_checksum_is_refused(fixed):
    assert refused(patched(fixed, -100, b"x" * 100)) == "BadChecksum"


def test_a_fixed_vhd_of_another_length_than_it_says_is_refused(fixed):
    raw = fixed.read_bytes()
    fixed.write_bytes(raw[:-1024] + raw[-512:])

    assert refused(fixed) == "SizeMismatch"


def test_a_truncated_dynamic_vhd_is_refused(dynamic):
    dynamic.write_bytes(dynamic.read_bytes()[:-4096])

    assert refused(dynamic) == "Truncated"


def test_a_block_beyond_the_file_is_refused(dynamic):
    assert refused(patched(dynamic, 1536, b"\x00\xff\xff\xff")) == "Truncated"


def test_blocks_over_each_other_are_refused(dynamic):
    entry = dynamic.read_bytes()[1536:1540]

    assert refused(patched(dynamic, 1540, entry)) == "OverlappingBlocks"


def test_content_that_is_not_what_was_claimed_is_refused(disk, fixed):
    assert refused(disk, "vhd") == "NotWhatItClaims"
    assert refused(fixed, "raw") == "NotWhatItClaims"


def test_unknown_content_is_taken_only_when_said_to_be_raw(tmp_path):
    file = tmp_path / "noise"
    file.write_bytes(b"\5" * MIB)

    assert refused(file) == "UnknownContent"
    assert open_disk([file], "raw").virtual_size == MIB


@pytest.mark.parametrize(
    ("size", "code"), [(0, "TooSmall"), (511, "TooSmall"), (1025, "ImpossibleSize")]
)
def test_impossible_sizes_are_refused(tmp_path, size, code):
    file = tmp_path / "odd"
    file.write_bytes(b"\5" * size)

    assert refused(file, "raw") == code


@given(st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_mutated_dynamic_vhd_is_read_or_refused_but_nothing_else(dynamic, tmp_path, data):
    raw = bytearray(dynamic.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.one_of(st.integers(0, 4096), st.integers(len(raw) - 512, len(raw) - 1)))
        raw[at] = data.draw(st.integers(0, 255))
    file = tmp_path / "mutated.vhd"
    file.write_bytes(raw)

    with suppress(ImageRefused):
        source = open_disk([file])
        source.read_into(0, memoryview(bytearray(min(source.virtual_size, 4 * MIB))))
