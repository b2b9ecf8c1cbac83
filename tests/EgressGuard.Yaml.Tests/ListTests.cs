namespace EgressGuard.Yaml.Tests;

public sealed class ListTests
{
    [Fact]
    public void Reads_the_items_of_a_list()
    {
        var manifests = Manifests.Read("apiVersion: v1\nkind: List\nitems:\n- kind: A\n  v: 1\n-\n  kind: B\n");
        Assert.Equal(["""{"kind":"A","v":1}""", """{"kind":"B"}"""], manifests.Select(Manifests.Json));
        Assert.Equal([4, 7], manifests.Select(m => m.Line));
        Assert.Equal(new Position(5, 3, null), manifests[0].Positions.Find("/v"));
    }

    [Fact]
    public void Reads_items_without_a_type_as_the_list_names_it()
    {
        Assert.Equal(
            ["""{"apiVersion":"v1","kind":"Pod","a":1}""", """{"apiVersion":"v1","kind":"Pod"}""", """{"apiVersion":"v2"}"""],
            Manifests.Jsons("apiVersion: v1\nkind: PodList\nitems:\n- a: 1\n- {kind: '', apiVersion: 5}\n- {apiVersion: v2}\n"));
        Assert.Equal(new Position(4, 3, null), Manifests.Read("apiVersion: v1\nkind: PodList\nitems:\n- a: 1\n")[0].Positions.Find("/kind"));
    }

    [Theory]
    [InlineData("kind: List\nitems: []\n")]
    [InlineData("kind: List\nitems: null\n")]
    [InlineData("kind: PodList\nitems:\n")]
    public void Reads_nothing_from_an_empty_list(string text) => Assert.Empty(Manifests.Read(text));

    [Fact]
    public void Reads_a_list_kind_without_items_as_an_object() => Assert.Equal(["""{"kind":"PodList"}"""], Manifests.Jsons("kind: PodList\n"));

    [Fact]
    public void Reads_a_list_in_JSON()
    {
        var manifests = Manifests.Read("""{"kind":"List","items":[{"kind":"A"},""" + "\n" + """ {"kind":"B"}]}""");
        Assert.Equal(["""{"kind":"A"}""", """{"kind":"B"}"""], manifests.Select(Manifests.Json));
        Assert.Equal(new Position(2, 3, null), manifests[1].Positions.Find("/kind"));
    }

    [Fact]
    public void Reports_issues_with_the_item_they_are_in()
    {
        var manifests = Manifests.Read("kind: List\nkind: List\nitems:\n- {kind: A, a: 1, a: 2}\n- {kind: B, b: {c: 1, c: 2}}\n- a: 1\n");
        Assert.Equal(["2:1 DuplicateKey /kind", "4:19 DuplicateKey /a"], manifests[0].Issues());
        Assert.Equal(["5:22 DuplicateKey /b/c"], manifests[1].Issues());
        Assert.Equal(["6:3 MissingKind "], manifests[2].Issues());
    }

    [Theory]
    [InlineData("kind: Foo\nitems: []\n", "f.yaml:2:1: kubectl takes an object with items for a list, and sends the items instead of it; give it a kind that ends in List, or remove items")]
    [InlineData("items: []\n", "f.yaml:1:1: kubectl takes an object with items for a list, and sends the items instead of it; give it a kind that ends in List, or remove items")]
    [InlineData("kind: List\nitems: 5\n", "f.yaml:2:1: the items of a list must be a sequence; write '- ' before each item")]
    [InlineData("kind: List\nitems: [5]\n", "f.yaml:2:9: an item of a list must be an object, and kubectl refuses this one; remove it")]
    [InlineData("kind: List\nitems:\n- null\n", "f.yaml:3:3: an item of a list must be an object, and kubectl refuses this one; remove it")]
    [InlineData("kind: List\nitems:\n- kind: PodList\n  items: []\n", "f.yaml:4:3: a list inside a list, which kubectl refuses; move its items up")]
    [InlineData("kind: List\nitems: [{kind: A}]\nitems: []\n", "f.yaml:1:1: nothing would be sent from this document: the key 'items' is already set on line 2 and kubectl keeps this last value; remove one")]
    public void Rejects_lists_that_kubectl_rejects_or_drops(string text, string message) => Assert.Equal(message, Manifests.Message(text));
}
