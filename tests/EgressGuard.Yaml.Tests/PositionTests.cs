namespace EgressGuard.Yaml.Tests;

public sealed class PositionTests
{
    private const string Text = """
        # a comment
        kind: A
        ---
        kind: B
        metadata:
          labels:
            istio.io/rev: x
            a~b: y
            "": z
        spec:
          hosts:
          - one
          -   two
          - {a: [1, 2]}
        """;

    [Theory]
    [InlineData("", 4, 1)]
    [InlineData("/kind", 4, 1)]
    [InlineData("/metadata/labels", 6, 3)]
    [InlineData("/metadata/labels/istio.io~1rev", 7, 5)]
    [InlineData("/metadata/labels/a~0b", 8, 5)]
    [InlineData("/metadata/labels/", 9, 5)]
    [InlineData("/spec/hosts", 11, 3)]
    [InlineData("/spec/hosts/0", 12, 5)]
    [InlineData("/spec/hosts/1", 13, 7)]
    [InlineData("/spec/hosts/2", 14, 5)]
    [InlineData("/spec/hosts/2/a", 14, 6)]
    [InlineData("/spec/hosts/2/a/1", 14, 13)]
    [InlineData("/spec/hosts/3", 11, 3)]
    [InlineData("/spec/hosts/-", 11, 3)]
    [InlineData("/spec/hosts/0/x", 12, 5)]
    [InlineData("/spec/exportTo/0", 10, 1)]
    [InlineData("/nothing/here", 4, 1)]
    [InlineData("nothing", 4, 1)]
    public void Finds_values_and_their_nearest_ancestors(string at, int line, int column) =>
        Assert.Equal(new Position(line, column, null), Manifests.Read(Text)[1].Positions.Find(at));

    [Theory]
    [InlineData("/a/hosts/0", 3, 11, null)]
    [InlineData("/b", 5, 4, 3)]
    [InlineData("/b/hosts/0", 5, 4, 3)]
    [InlineData("/c/hosts", 7, 7, 3)]
    [InlineData("/c/own", 8, 3, null)]
    [InlineData("/d/0", 9, 5, 2)]
    [InlineData("/e/deep/hosts", 11, 6, 10)]
    public void Finds_values_behind_an_alias_at_the_alias(string at, int line, int column, int? anchorLine)
    {
        const string Yaml = """
            kind: A
            name: &n x
            a: &a {hosts: [one]}
            # between
            b: *a
            c:
              <<: *a
              own: 1
            d: [*n]
            f: &f {deep: *a}
            e:   *f
            """;
        Assert.Equal(new Position(line, column, anchorLine), Manifests.Single(Yaml).Positions.Find(at));
    }

    [Fact]
    public void Finds_the_value_that_won()
    {
        var manifest = Manifests.Single("kind: A\na: 1\nb: {x: 1}\na: 2\n");
        Assert.Equal(4, manifest.Positions.Find("/a").Line);
        Assert.Equal("""{"kind":"A","a":2,"b":{"x":1}}""", manifest.Json());
    }

    [Fact]
    public void Finds_entries_of_a_wide_mapping()
    {
        var manifest = Manifests.Single("kind: A\n" + string.Concat(Enumerable.Range(0, 5000).Select(i => $"k{i}: {{v: {i}}}\n")));
        Assert.Equal(new Position(5001, 9, null), manifest.Positions.Find("/k4999/v"));
    }
}
