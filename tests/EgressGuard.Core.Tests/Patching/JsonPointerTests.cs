using EgressGuard.Core.Patching;

namespace EgressGuard.Core.Tests.Patching;

public sealed class JsonPointerTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("team", "team")]
    [InlineData("example.com/team", "example.com~1team")]
    [InlineData("a~b", "a~0b")]
    [InlineData("~1", "~01")]
    [InlineData("/~/", "~1~0~1")]
    public void Escapes_tokens(string token, string expected) => Assert.Equal(expected, JsonPointer.Escape(token));

    [Fact]
    public void Points_at_labels_and_annotations()
    {
        Assert.Equal("/metadata/labels/egressguard.io~1egress", JsonPointer.Label("egressguard.io/egress"));
        Assert.Equal("/metadata/annotations/a~0b", JsonPointer.Annotation("a~b"));
        Assert.Equal("12", JsonPointer.Token(12));
    }

    [Fact]
    public void Orders_places_as_a_reader_meets_them()
    {
        string[] ordered =
        [
            "", "/metadata/labels/a", "/metadata/labels/b", "/spec", "/spec/hosts", "/spec/hosts/0", "/spec/ports/2", "/spec/ports/2/name",
            "/spec/ports/2/number", "/spec/ports/10", "/spec/ports/10/name", "/spec/ports/100", "/specs",
        ];

        for (var i = 0; i < ordered.Length; i++)
        {
            for (var j = 0; j < ordered.Length; j++)
            {
                Assert.True(Math.Sign(i.CompareTo(j)) == Math.Sign(JsonPointer.Compare(ordered[i], ordered[j])), $"{ordered[i]} and {ordered[j]}");
            }
        }
    }

    [Fact]
    public void Orders_any_texts_consistently()
    {
        var random = new Random(19);
        for (var run = 0; run < 20000; run++)
        {
            var (a, b, c) = (RandomText.Of(random, "a/019", 6), RandomText.Of(random, "a/019", 6), RandomText.Of(random, "a/019", 6));

            Assert.Equal(Math.Sign(JsonPointer.Compare(a, b)), -Math.Sign(JsonPointer.Compare(b, a)));
            Assert.True(JsonPointer.Compare(a, b) > 0 || JsonPointer.Compare(b, c) > 0 || JsonPointer.Compare(a, c) <= 0, $"{a} {b} {c}");
            Assert.Equal(a == b, JsonPointer.Compare(a, b) == 0);
        }
    }

    [Theory]
    [InlineData("$", "")]
    [InlineData("$.spec", "/spec")]
    [InlineData("$.spec.hosts[1]", "/spec/hosts/1")]
    [InlineData("$.spec.http[0].route[12].destination", "/spec/http/0/route/12/destination")]
    [InlineData("$[3]", "/3")]
    [InlineData("$[3][4].a", "/3/4/a")]
    [InlineData("$.metadata.labels['a.b']", "/metadata/labels/a.b")]
    [InlineData("$.metadata.labels['a.b/c~d']", "/metadata/labels/a.b~1c~0d")]
    [InlineData("$['a.b'].c['d e'][0]", "/a.b/c/d e/0")]
    [InlineData("$.metadata.labels['it\\'s']", "/metadata/labels/it's")]
    [InlineData("$.spec['unterminated", "/spec/unterminated")]
    [InlineData("$.spec[1", "/spec/1")]
    [InlineData("", "")]
    public void Reads_the_paths_of_the_JSON_reader(string path, string expected) => Assert.Equal(expected, JsonPointer.FromJsonPath(path));
}
