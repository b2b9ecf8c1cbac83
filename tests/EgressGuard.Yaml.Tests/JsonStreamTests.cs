namespace EgressGuard.Yaml.Tests;

public sealed class JsonStreamTests
{
    [Fact]
    public void Reads_concatenated_objects_with_their_lines()
    {
        var manifests = Manifests.Read("\n {\"kind\":\"A\"}{\"kind\":\"B\",\n  \"v\":[1,\n   \"ä\", 2]}\nnull\n{\"kind\":\"}\\\"{\"}");
        Assert.Equal(["""{"kind":"A"}""", """{"kind":"B","v":[1,"ä",2]}""", """{"kind":"}\"{"}"""], manifests.Select(Manifests.Json));
        Assert.Equal([2, 2, 6], manifests.Select(m => m.Line));
        Assert.Equal(new Position(2, 14, null), manifests[1].Positions.Find(""));
        Assert.Equal(new Position(3, 3, null), manifests[1].Positions.Find("/v"));
        Assert.Equal(new Position(4, 9, null), manifests[1].Positions.Find("/v/2"));
    }

    [Theory]
    [InlineData("443.0", "443")]
    [InlineData("1e3", "1000")]
    [InlineData("-0", "0")]
    [InlineData("1.50", "1.5")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("9223372036854775808", "9223372036854775808")]
    [InlineData("12345678901234567890", "12345678901234567000")]
    [InlineData("1e-7", "1e-7")]
    [InlineData("\"\\ud800x\"", "\"\uFFFDx\"")]
    [InlineData("\"\\ude00\\ud83d\"", "\"\uFFFD\uFFFD\"")]
    [InlineData("\"\\u0041\\/\\t\\b\\f\\r\\n\\\"\\\\\"", "\"A/\\t\\b\\f\\r\\n\\\"\\\\\"")]
    [InlineData("true", "true")]
    [InlineData("null", "null")]
    public void Reads_values_as_kubectl_does(string json, string value)
    {
        var expected = value == "9223372036854775808" ? "9223372036854776000" : value;
        Assert.Equal($$"""{"kind":"A","v":{{expected}}}""", Manifests.Single($$"""{"kind":"A","v":{{json}}}""").Json());
    }

    [Fact]
    public void Reports_duplicate_keys()
    {
        var manifest = Manifests.Single("{\"kind\":\"A\",\n\"a\":1,\n\"a\":{\"b\":1}}");
        Assert.Equal("""{"kind":"A","a":{"b":1}}""", manifest.Json());
        Assert.Equal(["3:1 DuplicateKey /a"], manifest.Issues());
        Assert.Equal("the key 'a' is already set on line 2 and kubectl keeps this last value; remove one", manifest.Issues[0].Message);
    }

    [Theory]
    [InlineData("{kind: A}", 1, 2)]
    [InlineData("{\"kind\":\"A\",}", 1, 13)]
    [InlineData("{\"kind\":\"A\"}\n---\n{\"kind\":\"B\"}", 2, 2)]
    [InlineData("{\"kind\":\"A\"}\nkind: B\n", 2, 2)]
    [InlineData("{\"kind\":\"A\"} #x", 1, 14)]
    [InlineData("{\"kind\":\"A\"}}", 1, 13)]
    [InlineData("{\"kind\":\"A\",\n \"ä\": 01}", 2, 8)]
    [InlineData("{\"kind\":\"a\tb\"}", 1, 11)]
    public void Rejects_what_is_not_JSON_throughout(string text, int line, int column) =>
        Assert.Equal(
            $"f.yaml:{line}:{column}: not readable as JSON; a file that starts with '{{' must be JSON throughout for kubectl: write YAML without the outer braces, without comments or --- lines",
            Manifests.Message(text));

    [Theory]
    [InlineData("{\"kind\":\"A\"", "f.yaml:1:1: the JSON value starting here does not end; close its quotes and brackets")]
    [InlineData("{}\n {\"a", "f.yaml:2:2: the JSON value starting here does not end; close its quotes and brackets")]
    [InlineData("{\"kind\":\"A\"} []", "f.yaml:1:14: a manifest is a mapping (key: value), and this document is not; start it with apiVersion and kind")]
    [InlineData("{\"kind\":\"A\"} 5", "f.yaml:1:14: a manifest is a mapping (key: value), and this document is not; start it with apiVersion and kind")]
    [InlineData("{\"kind\":\"A\",\"v\":1e400}", "f.yaml:1:17: the number is too large for a 64-bit float; write it as a string")]
    public void Rejects_values_that_kubectl_rejects(string text, string message) => Assert.Equal(message, Manifests.Message(text));

    [Fact]
    public void Reads_an_object_across_many_windows()
    {
        var text = new string('x', 300_000);
        Assert.Equal($$"""{"kind":"A","v":"{{text}}"}""", Manifests.Read($$"""{"kind":"A","v":"{{text}}"}{"kind":"B"}""")[0].Json());
    }
}
