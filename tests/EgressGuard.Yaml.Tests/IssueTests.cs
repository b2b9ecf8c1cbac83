namespace EgressGuard.Yaml.Tests;

public sealed class IssueTests
{
    [Fact]
    public void Reports_duplicate_keys_with_their_pointer()
    {
        var manifest = Manifests.Single("kind: A\nspec:\n- a/b:\n    c: 1\n    d: 2\n    c: 3\n");
        Assert.Equal("""{"kind":"A","spec":[{"a/b":{"c":3,"d":2}}]}""", manifest.Json());
        Assert.Equal(
            [new ManifestIssue(ManifestIssueKind.DuplicateKey, "/spec/0/a~1b/c", 6, 5, "the key 'c' is already set on line 4 and kubectl keeps this last value; remove one")],
            manifest.Issues);
    }

    [Fact]
    public void Reports_duplicate_keys_in_a_wide_mapping() =>
        Assert.Equal(
            ["2:1 DuplicateKey /k0", "32:1 DuplicateKey /k15"],
            Manifests.Single(string.Concat(Enumerable.Range(0, 31).Select(i => i == 1 ? "k0: 1\n" : $"k{i}: 1\n")) + "k15: 1\nkind: A\n").Issues());

    [Fact]
    public void Reports_an_explicit_key_that_a_merge_replaces()
    {
        var manifest = Manifests.Single("kind: A\nx: &x {a: 1, b: 1}\nv:\n  a: 2\n  <<: *x\n  b: 2\n");
        Assert.Equal("""{"kind":"A","x":{"a":1,"b":1},"v":{"a":1,"b":2}}""", manifest.Json());
        Assert.Equal(
            [new ManifestIssue(ManifestIssueKind.MergeOverridesExplicitKey, "/v/a", 4, 3, "the '<<' below this key replaces its value, because kubectl merges in document order; move '<<' to the top of the mapping")],
            manifest.Issues);
    }

    [Fact]
    public void Reports_a_second_merge_key()
    {
        var issue = Assert.Single(Manifests.Single("kind: A\nv:\n  <<: {a: 1}\n  <<: {a: 2}\n").Issues);
        Assert.Equal(
            new ManifestIssue(ManifestIssueKind.DuplicateKey, "/v", 4, 3, "the mapping has more than one '<<' and kubectl lets the last one win; merge a list of mappings instead"),
            issue);
    }

    [Fact]
    public void Reports_once_what_aliases_repeat() =>
        Assert.Equal(["2:14 DuplicateKey /a/b", "2:24 Yaml11Surprise /a/c"], Manifests.Single("kind: A\na: &a {b: 1, b: 2, c: no}\nd: [*a, *a]\ne: {<<: *a}\n").Issues());

    [Theory]
    [InlineData("no", "2:4 Yaml11Surprise /v", "'no' without quotes is false for kubectl (YAML 1.1) and not for YAML 1.2; put it in quotes if it is text, or write false")]
    [InlineData("On", "2:4 Yaml11Surprise /v", "'On' without quotes is true for kubectl (YAML 1.1) and not for YAML 1.2; put it in quotes if it is text, or write true")]
    [InlineData("017", "2:4 Yaml11Surprise /v", "'017' without quotes is 15 for kubectl (YAML 1.1) and not for YAML 1.2; put it in quotes if it is text, or write 15")]
    [InlineData("1_0.5", "2:4 Yaml11Surprise /v", "'1_0.5' without quotes is 10.5 for kubectl (YAML 1.1) and not for YAML 1.2; put it in quotes if it is text, or write 10.5")]
    [InlineData("{y: 1}", "2:5 Yaml11Surprise /v/true", "'y' without quotes is true for kubectl (YAML 1.1) and not for YAML 1.2; put it in quotes if it is text, or write true")]
    public void Reports_what_only_YAML_1_1_reads_so(string yaml, string issue, string message)
    {
        var manifest = Manifests.Single($"kind: A\nv: {yaml}\n");
        Assert.Equal([issue], manifest.Issues());
        Assert.Equal(message, manifest.Issues[0].Message);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("0o17")]
    [InlineData("0x1F")]
    [InlineData("10")]
    [InlineData("-1.5")]
    [InlineData("'no'")]
    [InlineData("~")]
    [InlineData("0")]
    [InlineData("08")]
    public void Reports_nothing_where_YAML_1_2_agrees(string yaml) => Assert.Empty(Manifests.Single($"kind: A\nv: {yaml}\n").Issues);

    [Theory]
    [InlineData("a: 1\n", "1:1 MissingKind ")]
    [InlineData("# x\nkind: 5\n", "2:1 MissingKind ")]
    [InlineData("kind: ''\n", "1:1 MissingKind ")]
    public void Reports_an_object_without_a_kind(string yaml, string issue) => Assert.Equal([issue], Manifests.Single(yaml).Issues());

    [Fact]
    public void Reports_no_more_issues_than_the_limit()
    {
        var manifest = Manifests.Single("kind: A\n" + string.Concat(Enumerable.Repeat("a: 1\n", 1000)), new ManifestLimits { MaxIssues = 7 });
        Assert.Equal(7, manifest.Issues.Count);
    }
}
