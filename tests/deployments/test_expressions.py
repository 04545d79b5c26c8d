"""What expressions are worth, function by function."""

import re

import pytest
from django.conf import settings

from portal.deployments.language.errors import InvalidTemplate
from portal.deployments.language.registry import BY_NAME
from tests.deployments.worlds import GUID, PLACE, value_of

WORTH = {
    # texts, escapes, literals
    "plain": "plain",
    "[[not one]": "[not one]",
    "[not one": "[not one",
    "[[open": "[[open",
    "['it''s']": "it's",
    "[-5]": -5,
    "[ concat( 'a' , 'b' ) ]": "ab",
    "[CONCAT('a','b')]": "ab",
    # members
    "[createObject('Name', createArray('x','y')).name[1]]": "y",
    "[createObject('a','b')['A']]": "b",
    "[resourceGroup().location]": "westus2",
    # strings
    "[base64('one')]": "b25l",
    "[base64ToString('b25l')]": "one",
    "[base64ToJson(base64('{\"a\":1}')).a]": 1,
    "[concat('a', 1, true())]": "a1True",
    "[concat(createArray(1), createArray(2))]": [1, 2],
    "[contains('abc','b')]": True,
    "[contains('abc','B')]": False,
    "[contains(createArray(1,2), 2)]": True,
    "[contains(createArray('1'), 1)]": False,
    "[contains(createObject('One', 1), 'one')]": True,
    "[dataUri('Hi')]": "data:text/plain;charset=utf8;base64,SGk=",
    "[dataUriToString('data:;base64,SGk=')]": "Hi",
    "[empty('')]": True,
    "[empty(createArray())]": True,
    "[empty(createObject('a',1))]": False,
    "[empty(null())]": True,
    "[endsWith('Abc','BC')]": True,
    "[startsWith('Abc','aB')]": True,
    "[first('abc')]": "a",
    "[first(createArray())]": None,
    "[last(createArray(1,2))]": 2,
    "[format('{0}-{1:D3}|{2,4}|{2,-4}|{{}}', 'a', 7, 'x')]": "a-007|   x|x   |{}",
    "[format('{0:N0} {0:X} {0:F1} {0:000}', 1234)]": "1,234 4D2 1234.0 1234",
    "[indexOf('abcA','A')]": 0,
    "[lastIndexOf('abcA','a')]": 3,
    "[indexOf(createArray('a','b'),'b')]": 1,
    "[lastIndexOf(createArray('a','b','a'),'a')]": 2,
    "[indexOf('abc','x')]": -1,
    "[join(createArray('a',1,'b'),'-')]": "a-1-b",
    "[length('abc')]": 3,
    "[length(createObject('a',1))]": 1,
    "[padLeft(5, 3, '0')]": "005",
    "[replace('a-b-c','-','')]": "abc",
    "[skip('abc',1)]": "bc",
    "[skip(createArray(1,2,3),2)]": [3],
    "[split('a-b_c', createArray('-','_'))]": ["a", "b", "c"],
    "[split('a.b','.')]": ["a", "b"],
    "[string(createObject('a',createArray(1)))]": '{"a":[1]}',
    "[string(true())]": "True",
    "[substring('abcdef',2,3)]": "cde",
    "[substring('abc',1)]": "bc",
    "[take('abc',9)]": "abc",
    "[take(createArray(1,2),-1)]": [],
    "[toLower('AbC')]": "abc",
    "[toUpper('AbC')]": "ABC",
    "[trim('  a ')]": "a",
    "[uri('https://a.example/b/','c/d')]": "https://a.example/b/c/d",
    "[uriComponent('a b/c')]": "a%20b%2Fc",
    "[uriComponentToString('a%20b')]": "a b",
    "[guid('a','b')]": "2d796349-8c7e-55ec-9624-54ece82ed031",
    "[uniqueString('test')]": "rbgf3xv4ufgzg",
    "[uniqueString('hello','world')]": "a7wkljktk6wne",
    "[uniqueString('foo','bar','baz')]": "xzi4ioaxtmth4",
    # arrays and objects
    "[array('a')]": ["a"],
    "[createArray(1,'a')]": [1, "a"],
    "[createObject('a',1,'b',null())]": {"a": 1, "b": None},
    "[flatten(createArray(createArray(1),createArray(2,3)))]": [1, 2, 3],
    "[intersection(createArray(1,2,3),createArray(3,2))]": [2, 3],
    "[intersection(createObject('a',1,'b',2),createObject('A',1,'b',3))]": {"a": 1},
    "[items(createObject('b',2,'a',1))[0].key]": "a",
    "[json('{\"a\": [1,],}').a[0]]": 1,
    "[max(1,3,2)]": 3,
    "[min(createArray(4,2))]": 2,
    "[objectKeys(createObject('b',2,'a',1))]": ["a", "b"],
    "[range(2,3)]": [2, 3, 4],
    "[shallowMerge(createArray(createObject('a',1),createObject('b',2)))]": {"a": 1, "b": 2},
    "[tryGet(createObject('a',createObject('b',1)),'a','b')]": 1,
    "[tryGet(createObject('a',1),'x','y')]": None,
    "[tryGet(createArray(1),5)]": None,
    "[tryIndexFromEnd(createArray(1,2),1)]": 2,
    "[union(createArray(1,2),createArray(2,3))]": [1, 2, 3],
    "[union(createObject('a',createObject('x',1)),createObject('A',createObject('y',2)))]": {
        "a": {"x": 1, "y": 2}
    },
    # numbers
    "[add(1,2)]": 3,
    "[sub(1,2)]": -1,
    "[mul(3,4)]": 12,
    "[div(-7,2)]": -3,
    "[mod(-7,2)]": -1,
    "[int('42')]": 42,
    "[float('1.5')]": 1.5,
    # comparison and logic
    "[equals('a','A')]": False,
    "[equals(1,1)]": True,
    "[equals(createArray(1),createArray(1))]": True,
    "[less('a','b')]": True,
    "[lessOrEquals(2,2)]": True,
    "[greater(3,2)]": True,
    "[greaterOrEquals('a','b')]": False,
    "[coalesce(null(),'a',fail('not reached'))]": "a",
    "[if(true(),'yes',fail('not reached'))]": "yes",
    "[and(false(),fail('not reached'))]": False,
    "[or(true(),fail('not reached'))]": True,
    "[not(false())]": True,
    "[bool('True')]": True,
    "[bool(0)]": False,
    # moments
    "[dateTimeAdd('2024-01-31T00:00:00Z','P1M')]": "2024-02-29T00:00:00Z",
    "[dateTimeAdd('20240131T000000Z','-P1DT1H')]": "20240129T230000Z",
    "[dateTimeAdd('2024-01-31 00:00:00Z','PT90M')]": "2024-01-31 01:30:00Z",
    "[dateTimeAdd('2024-01-31','P1D','d')]": "02/01/2024",
    "[dateTimeFromEpoch(0)]": "1970-01-01T00:00:00Z",
    "[dateTimeToEpoch('1970-01-02T00:00:00Z')]": 86400,
    # where it is
    "[subscription().subscriptionId]": GUID,
    "[resourceGroup().id]": PLACE,
    "[tenant().displayName]": "Contoso",
    "[deployment().name]": "main",
    "[environment().name]": "Gallery",
    "[deployer().objectId]": "22222222-2222-4222-8222-222222222222",
    "[providers('Microsoft.Compute','galleries').apiVersions[0]]": "2024-03-03",
    "[providers('microsoft.compute').resourceTypes[0].resourceType]": "galleries",
    # ids
    "[resourceId('Microsoft.Compute/galleries/images','g','i')]": (
        f"{PLACE}/providers/Microsoft.Compute/galleries/g/images/i"
    ),
    "[resourceId('other','Microsoft.Compute/galleries','g')]": (
        f"/subscriptions/{GUID}/resourceGroups/other/providers/Microsoft.Compute/galleries/g"
    ),
    "[resourceId('s','other','Microsoft.Compute/galleries','g')]": (
        "/subscriptions/s/resourceGroups/other/providers/Microsoft.Compute/galleries/g"
    ),
    "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions','r')]": (
        f"/subscriptions/{GUID}/providers/Microsoft.Authorization/roleDefinitions/r"
    ),
    "[tenantResourceId('Microsoft.Authorization/roleDefinitions','r')]": (
        "/providers/Microsoft.Authorization/roleDefinitions/r"
    ),
    "[extensionResourceId(resourceGroup().id,'Microsoft.Authorization/roleAssignments','r')]": (
        f"{PLACE}/providers/Microsoft.Authorization/roleAssignments/r"
    ),
    # lambdas
    "[map(range(0,3), lambda('x', mul(lambdaVariables('x'), 2)))]": [0, 2, 4],
    "[map(createArray('a','b'), lambda('x','i', concat(lambdaVariables('x'), "
    "lambdaVariables('i'))))]": ["a0", "b1"],
    "[filter(range(0,5), lambda('x', greater(lambdaVariables('x'), 2)))]": [3, 4],
    "[reduce(range(1,4), 0, lambda('a','b', add(lambdaVariables('a'), lambdaVariables('b'))))]": 10,
    "[sort(createArray(3,1,2), lambda('a','b', less(lambdaVariables('a'), "
    "lambdaVariables('b'))))]": [1, 2, 3],
    "[toObject(createArray('a','b'), lambda('x', lambdaVariables('x')), "
    "lambda('x', toUpper(lambdaVariables('x'))))]": {"a": "A", "b": "B"},
    "[groupBy(createArray('ab','cd','ae'), lambda('x', first(lambdaVariables('x'))))]": {
        "a": ["ab", "ae"],
        "c": ["cd"],
    },
    "[mapValues(createObject('a',1), lambda('x', add(lambdaVariables('x'), 1)))]": {"a": 2},
    # networks
    "[cidrSubnet('10.144.0.0/20', 24, 1)]": "10.144.1.0/24",
    "[cidrHost('10.144.3.0/24', 0)]": "10.144.3.1",
    "[parseCidr('10.144.0.0/20').lastUsable]": "10.144.15.254",
}  # fmt: skip


@pytest.mark.parametrize(("text", "worth"), WORTH.items(), ids=list(WORTH))
def test_an_expression_is_worth(text, worth):
    found = value_of(text)

    assert found == worth
    assert type(found) is type(worth)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[concat('a'", None),
        ("[concat('a']", "']' may be missing|not expected"),
        ("[]", "ends too early"),
        ("[1 2]", "not expected"),
        ("[nope('a')]", "no function nope"),
        ("[own.nope('a')]", "no function own.nope"),
        ("[add(1)]", r"add\(\) takes 2 arguments, not 1"),
        ("[add(1,'a')]", r"add\(\): int is needed here, not string"),
        ("[add(9223372036854775807,1)]", "64 bits"),
        ("[div(1,0)]", "divided by zero"),
        ("[if('a',1,2)]", "bool is needed"),
        ("[createObject('a',1).b]", "no property"),
        ("[createArray(1)[1]]", "no item 1"),
        ("['a'.b]", "is string and has no properties"),
        ("[createArray(1).b]", "item's number"),
        ("[fail('we say so')]", "we say so"),
        ("[copyIndex()]", "no such loop"),
        ("[newGuid()]", "default value"),
        ("[utcNow()]", "default value"),
        ("[reference('x')]", "nothing exists yet"),
        ("[listKeys('x','2024-01-01')]", "not served"),
        ("[resourceId('a')]", "type such as"),
        ("[resourceId('Microsoft.Compute/galleries','a','b')]", "needs 1 names"),
        ("[providers('Nobody.Knows')]", "no such namespace"),
        ("[lambda('x', 1)]", "only as an argument"),
        ("[map(range(0,2), 1)]", r"lambda\(\) is needed"),
        ("[padLeft('a', 100000)]", "between 0 and 10000"),
        ("[range(0, 1000000000)]", "between 0 and"),
        ("[json('{')]", "name is missing"),
        ("[base64ToString('AA==')]", "NUL"),
        ("[format('{5}', 'a')]", "no argument"),
        ("[dateTimeAdd('2024-01-01', 'P')]", "ISO 8601"),
        ("[dateTimeAdd('9999-01-01', 'P9Y')]", "years 1 to 9999"),
    ],
)
def test_what_is_wrong_is_told(text, told):
    if told is None:  # it does not end with a bracket, so it is a text
        assert value_of(text) == text
        return
    with pytest.raises(InvalidTemplate, match=told) as raised:
        value_of(text)

    assert raised.value.path == "value"
    assert raised.value.expression == text
    assert raised.value.code == "InvalidTemplate"


def test_a_value_is_never_quoted():
    with pytest.raises(InvalidTemplate) as raised:
        value_of({"a": "[int(concat('se', 'cret'))]"})

    assert "secret" not in raised.value.message
    assert raised.value.path == "value.a"


def test_names_of_properties_can_be_expressions():
    assert value_of({"[concat('a','b')]": 1, "[[c]": 2}) == {"ab": 1, "[c]": 2}


def test_a_loop_makes_a_property():
    value = {
        "other": 1,
        "copy": [
            {"name": "disks", "count": 3, "input": {"lun": "[copyIndex('disks')]"}},
            {"name": "names", "count": "[add(1,1)]", "input": "[copyIndex('names', 10)]"},
        ],
    }

    assert value_of(value) == {
        "other": 1,
        "disks": [{"lun": 0}, {"lun": 1}, {"lun": 2}],
        "names": [10, 11],
    }


def test_every_function_is_in_the_list_of_those_served():
    page = (settings.BASE_DIR / "docs/design/deployments.md").read_text()
    listed = page.partition("## Functions")[2].partition("\n## ")[0]

    assert set(re.findall(r"`(\w+)`", listed)) == {each.name for each in BY_NAME.values()}
