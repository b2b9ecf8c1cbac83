namespace EgressGuard.Yaml.Tests;

/// <summary>Text that has no certain meaning, and the exact words about it.</summary>
public sealed class UnreadableTests
{
    [Theory]
    [InlineData("{?hosts: [evil]}", "f.yaml:2:5: '?hosts' has a ? that kubectl takes for a mark of its own inside [ ] and { }; put the text in quotes")]
    [InlineData("[http://x?y=1]", "f.yaml:2:5: 'http://x?y=1' has a ? that kubectl takes for a mark of its own inside [ ] and { }; put the text in quotes")]
    [InlineData("[::1]", "f.yaml:2:5: '::1' has a : that kubectl takes for a mark of its own inside [ ] and { }; put the text in quotes")]
    [InlineData("{x:, y: 1}", "f.yaml:2:7: ':' directly before ',' belongs to the text for kubectl; put a space behind the colon, or the text in quotes")]
    [InlineData("{x:}", "f.yaml:2:7: ':' directly before '}' belongs to the text for kubectl; put a space behind the colon, or the text in quotes")]
    [InlineData("[x:]", "f.yaml:2:7: ':' directly before ']' belongs to the text for kubectl; put a space behind the colon, or the text in quotes")]
    [InlineData("[x: 1", "f.yaml:3:1: not readable as YAML: while parsing a flow sequence, did not find expected ',' or ']'")]
    [InlineData("\"a", "f.yaml:2:4: not readable as YAML: while scanning a quoted scalar, found unexpected end of stream")]
    [InlineData("\"a\nb\"", "f.yaml:2:4: not readable as YAML: while scanning a multi-line double-quoted scalar, found wrong indentation; indent the continuation lines of a quoted text further than its key")]
    [InlineData("@a", "f.yaml:2:4: not readable as YAML: while scanning for the next token, found character that cannot start any token")]
    [InlineData("!a!b c", "f.yaml:2:4: not readable as YAML: while parsing a node, found undefined tag handle")]
    [InlineData("|2\n     \n  a", "f.yaml:3:1: not readable as YAML: while scanning a literal block scalar, found extra spaces in first line; empty the line of spaces below the | line")]
    public void Rejects_with_the_place_and_the_remedy(string yaml, string message) => Assert.Equal(message, Manifests.Message($"kind: A\nv: {yaml}\n"));

    [Fact]
    public void Tells_the_place_apart()
    {
        var exception = Assert.Throws<ManifestException>(() => Manifests.Read("kind: A\n---\nkind: B\nv: [\n"));
        Assert.Equal(("f.yaml", 5, 1), (exception.Source, exception.Line, exception.Column));
        Assert.NotNull(exception.InnerException);
    }

    [Theory]
    [InlineData("|\n   \n   a\n", "\"\\na\\n\"")]
    [InlineData("|-\n     \n     a\n      b", "\"\\na\\n b\"")]
    [InlineData("# c\n- |  # c\n    \n\n    a |\n      \n    b\n", "[\"\\n\\na |\\n  \\nb\\n\"]")]
    [InlineData("\n  - k: |\n      x |\n        \n    l: |\n      \n      y\n    m: >\n     \n     z", "[{\"k\":\"x |\\n  \\n\",\"l\":\"\\ny\\n\",\"m\":\"\\nz\\n\"}]")]
    public void Reads_a_line_of_spaces_below_a_block_header(string yaml, string json) => Assert.Equal(json, Manifests.Value(yaml));

    [Fact]
    public void Rejects_eighteen_kilobytes_of_brackets() =>
        Assert.Equal("f.yaml:1:1001: nested deeper than 1000 levels; flatten the document", Manifests.Message(new string('[', 18_000)));

    [Theory]
    [InlineData('[')]
    [InlineData('{')]
    [InlineData('-')]
    [InlineData('?')]
    public void Rejects_deep_nesting_of_every_kind(char opening)
    {
        var text = string.Concat(Enumerable.Repeat(opening is '[' or '{' ? $"{opening}" : $"{opening} ", 100_000));
        Assert.Throws<ManifestException>(() => Manifests.Read("v: " + text));
        Assert.Throws<ManifestException>(() => Manifests.Read("v:\n  " + text));
    }

    [Fact]
    public void Rejects_deep_nesting_in_JSON() =>
        Assert.Equal(
            "f.yaml:1:1005: nested deeper than 1000 levels; flatten the document",
            Manifests.Message("{\"a\":" + new string('[', 200_000) + new string(']', 200_000) + "}"));

    [Fact]
    public void Reads_the_deepest_nesting_allowed_on_a_small_stack()
    {
        var json = "";
        var thread = new Thread(() => json = Manifests.Value(new string('[', 999) + new string(']', 999)), 512 * 1024);
        thread.Start();
        thread.Join();
        Assert.Equal(new string('[', 999) + new string(']', 999), json);
    }

    [Fact]
    public void Rejects_more_nodes_than_the_limit() =>
        Assert.Equal(
            "f.yaml:6:4: the document has more than 5 keys and values; split it into several documents",
            Manifests.Message("kind: A\na: 1\n---\nb: 1\nc: 1\nd: 1\n", new ManifestLimits { MaxNodes = 5 }));

    [Theory]
    [InlineData("kind: A\n---\nkind: B\nv: 0123456789\n", "f.yaml:3:1: the document starting here is larger than 20 bytes; split it with --- lines")]
    [InlineData("kind: A\n---\n# 0123456789012345678901234567890", "f.yaml:3:1: the document starting here is larger than 20 bytes; split it with --- lines")]
    [InlineData("{\"kind\":\"A\"}\n{\"kind\":\"A\",\"v\":1234567890}", "f.yaml:2:1: the object starting here is larger than 20 bytes; split it")]
    public void Rejects_larger_documents_than_the_limit(string text, string message) =>
        Assert.Equal(message, Manifests.Message(text, new ManifestLimits { MaxDocumentBytes = 20 }));

    [Fact]
    public void Reads_any_bytes_or_says_why_not()
    {
        var random = new Random(1);
        var words = new[] { "a", ": ", "- ", "\n", "\n  ", "[", "]", "{", "}", ",", "?", "|", ">", "&a ", "*a", "'", "\"", "#", "!", "%", "---\n", "...\n", "\t", "<<", "\\", "\r", "\u2028" };
        for (var i = 0; i < 20_000; i++)
        {
            var text = "kind: A\n" + string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => words[random.Next(words.Length)]));
            try
            {
                Assert.All(Manifests.Read(text), m => System.Text.Json.JsonDocument.Parse(m.Json).Dispose());
            }
            catch (ManifestException e)
            {
                Assert.StartsWith("f.yaml:", e.Message, StringComparison.Ordinal);
            }
        }
    }
}
