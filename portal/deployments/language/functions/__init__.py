"""The functions that expressions can call, one file per family."""

from portal.deployments.language.functions import (
    arrays,
    collections,
    comparison,
    dates,
    deployment,
    encoding,
    ids,
    lambdas,
    logical,
    networks,
    numeric,
    objects,
    runtime,
    strings,
    unique,
)

FAMILIES = (
    strings, encoding, unique, collections, arrays, objects, numeric, comparison, logical, dates,
    deployment, ids, runtime, lambdas, networks,
)  # fmt: skip
