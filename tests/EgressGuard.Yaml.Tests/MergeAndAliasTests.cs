namespace EgressGuard.Yaml.Tests;

public sealed class MergeAndAliasTests
{
    [Theory]
    [InlineData("{a: 2, <<: {a: 1}}", """{"a":1}""")]
    [InlineData("{<<: {a: 1}, a: 2}", """{"a":2}""")]
    [InlineData("{<<: [{a: 1}, {a: 2, b: 3}], c: 4}", """{"a":1,"b":3,"c":4}""")]
    [InlineData("{<<: {<<: {b: 1}, a: 1}}", """{"b":1,"a":1}""")]
    [InlineData("{<<: {a: {x: 1}}, a: {z: 1}}", """{"a":{"z":1}}""")]
    [InlineData("{<<: {a: 1}, <<: {a: 2}}", """{"a":2}""")]
    [InlineData("{'<<': {a: 1}}", """{"<<":{"a":1}}""")]
    [InlineData("{!!merge <<: {a: 1}}", """{"a":1}""")]
    [InlineData("{! <<: {a: 1}}", """{"a":1}""")]
    [InlineData("{!!str <<: {a: 1}}", """{"<<":{"a":1}}""")]
    [InlineData("[&a 1, *a, &a 2, *a]", "[1,1,2,2]")]
    [InlineData("{a: &a {b: [1]}, c: *a, d: {<<: *a}}", """{"a":{"b":[1]},"c":{"b":[1]},"d":{"b":[1]}}""")]
    [InlineData("{a: &a x, *a : 1}", """{"a":"x","x":1}""")]
    public void Reads_merges_and_aliases_in_document_order(string yaml, string json) => Assert.Equal(json, Manifests.Value(yaml));

    [Theory]
    [InlineData("{<<: 5}", "f.yaml:2:9: '<<' merges a mapping or a list of mappings, nothing else; write the entries out")]
    [InlineData("{<<: }", "f.yaml:2:9: '<<' merges a mapping or a list of mappings, nothing else; write the entries out")]
    [InlineData("{<<: [[{a: 1}]]}", "f.yaml:2:10: '<<' merges a mapping or a list of mappings, nothing else; write the entries out")]
    [InlineData("[&a [{b: 1}], {<<: *a}]", "f.yaml:2:23: '<<' merges a mapping or a list of mappings, nothing else; write the entries out")]
    [InlineData("*a", "f.yaml:2:4: the alias '*a' has no anchor '&a' before it in this document; define it or write the content out")]
    [InlineData("&a {b: *a}", "f.yaml:2:11: the anchor 'a' contains itself; write the content out")]
    [InlineData("&a {<<: *a}", "f.yaml:2:12: the anchor 'a' contains itself; write the content out")]
    [InlineData("[&a 1, [&a [*a]]]", "f.yaml:2:16: the anchor 'a' contains itself; write the content out")]
    [InlineData("&ä 1", "f.yaml:2:4: the anchor name 'ä' has characters that kubectl does not accept; use letters, digits, '-' and '_'")]
    public void Rejects_merges_and_aliases_that_kubectl_rejects(string yaml, string message) =>
        Assert.Equal(message, Manifests.Message($"kind: A\nv: {yaml}\n"));

    [Fact]
    public void Rejects_an_alias_to_an_anchor_of_another_document() =>
        Assert.Equal(
            "f.yaml:4:4: the alias '*a' has no anchor '&a' before it in this document; define it or write the content out",
            Manifests.Message("kind: &a A\n---\nkind: B\nv: *a\n"));

    [Fact]
    public void Rejects_excessive_aliasing_where_kubectl_does()
    {
        // Each line is ten times the line before: a billion scalars in 200 bytes.
        var bomb = "kind: A\na: &a [x,x,x,x,x,x,x,x,x,x]\n" + string.Concat("bcdefghi".Select(c => $"{c}: &{c} [{string.Join(',', Enumerable.Repeat("*" + (char)(c - 1), 10))}]\n"));
        Assert.Equal(
            "f.yaml:5:12: the document consists almost only of repeated aliases, which kubectl refuses (excessive aliasing); write the content out",
            Manifests.Message(bomb));
    }

    [Fact]
    public void Rejects_a_merge_bomb()
    {
        var bomb = "kind: A\na: &a {x: 1, y: 2}\n" + string.Concat("bcdefghijklmnop".Select(c => $"{c}: &{c} {{<<: [{string.Join(',', Enumerable.Repeat("*" + (char)(c - 1), 10))}]}}\n"));
        Assert.EndsWith("(excessive aliasing); write the content out", Manifests.Message(bomb), StringComparison.Ordinal);
    }

    [Fact]
    public void Reads_as_many_aliases_as_kubectl_does()
    {
        // 99 of 100 decode steps may come from aliases, in documents of any usual size.
        var text = "kind: A\na: &a [" + string.Join(',', Enumerable.Repeat("x", 60)) + "]\nb: [" + string.Join(',', Enumerable.Repeat("*a", 900)) + "]\n";
        Assert.Contains("[\"x\",", Manifests.Single(text).Json(), StringComparison.Ordinal);
        if (Kubectl.Path is not null)
        {
            Assert.NotNull(Kubectl.Read(System.Text.Encoding.UTF8.GetBytes("apiVersion: v1\nmetadata: {name: a}\n" + text)));
        }
    }

    [Fact]
    public void Rejects_a_huge_text_repeated_by_aliases()
    {
        var text = $"kind: A\na: &a {new string('x', 10_000)}\nb: [{string.Join(',', Enumerable.Repeat("*a", 500))}]\n";
        Assert.Equal(
            "f.yaml:2:4: the object is larger than 1000000 bytes of JSON once its aliases are written out; split it",
            Manifests.Message(text, new ManifestLimits { MaxJsonBytes = 1_000_000 }));
    }

    [Fact]
    public void Rejects_nesting_through_aliases()
    {
        var text = "kind: A\n" + string.Concat(Enumerable.Range(1, 30).Select(i => $"a{i}: &a{i} [{(i == 1 ? "" : $"[[[[[[[[[*a{i - 1}]]]]]]]]]")}]\n"));
        Assert.Equal(
            "f.yaml:12:24: the alias 'a10' nests the document deeper than 100 levels; flatten it",
            Manifests.Message(text, new ManifestLimits { MaxDepth = 100 }));
    }
}
