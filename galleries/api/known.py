"""api-versions that the public service has for galleries, newest first."""

VERSIONS = (
    "2026-03-03", "2025-12-03", "2025-03-03", "2024-03-03", "2023-07-03", "2022-08-03",
    "2022-03-03", "2022-01-03", "2021-10-01", "2021-07-01", "2020-09-30", "2019-12-01",
    "2019-07-01", "2019-03-01", "2018-06-01",
)  # fmt: skip
STORAGE_TYPES = "2019-03-01"  # since then regions have one
SOURCE_MOVED = "2019-07-01"  # from the publishing profile to the storage profile
GENERATION_2 = "2025-03-03"  # since then the default
