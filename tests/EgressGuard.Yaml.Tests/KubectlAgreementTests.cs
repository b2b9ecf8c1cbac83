using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace EgressGuard.Yaml.Tests;

/// <summary>Every text in Agreement/*.txt, read by us and by the real kubectl: the same objects, or refused by both, or by one of the
/// two. Never two different values: that would be a way past the review.</summary>
public sealed partial class KubectlAgreementTests
{
    private const string Head = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";
    private const string JsonHead = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}""";

    public static TheoryData<string> Same => Cases("same.txt");

    public static TheoryData<string> RefusedByBoth => Cases("refused-by-both.txt");

    /// <summary>Ambiguous, or beyond YamlDotNet: a clear error is the safe answer.</summary>
    public static TheoryData<string> RefusedByUs => Cases("refused-by-us.txt");

    /// <summary>Harmless: the review has a verdict, and kubectl never sends the object.</summary>
    public static TheoryData<string> ReadByUs => Cases("read-by-us.txt");

    [Theory]
    [MemberData(nameof(Same))]
    public void Reads_what_kubectl_reads(string text)
    {
        var bytes = Bytes(text);
        var ours = Ours(bytes, out var refusal);
        Assert.True(ours is not null, refusal);
        RequireKubectl();
        var theirs = Kubectl.Read(bytes);
        Assert.NotNull(theirs);
        Assert.Equal(theirs.Select(Sorted), ours.Select(Sorted));
    }

    [Theory]
    [MemberData(nameof(RefusedByBoth))]
    public void Rejects_what_kubectl_rejects(string text)
    {
        var bytes = Bytes(text);
        Assert.Null(Ours(bytes, out _));
        RequireKubectl();
        Assert.Null(Kubectl.Read(bytes));
    }

    [Theory]
    [MemberData(nameof(RefusedByUs))]
    public void Rejects_what_only_kubectl_understands(string text)
    {
        var bytes = Bytes(text);
        Assert.Null(Ours(bytes, out _));
        RequireKubectl();
        Assert.NotNull(Kubectl.Read(bytes));
    }

    [Theory]
    [MemberData(nameof(ReadByUs))]
    public void Reads_what_only_kubectl_rejects(string text)
    {
        var bytes = Bytes(text);
        Assert.NotNull(Ours(bytes, out _));
        RequireKubectl();
        Assert.Null(Kubectl.Read(bytes));
    }

    private static void RequireKubectl()
    {
        if (Kubectl.Path is null)
        {
            Assert.Skip("kubectl is not on the PATH, so there is nothing to compare with.");
        }
    }

    private static List<JsonNode>? Ours(byte[] bytes, out string refusal)
    {
        refusal = "";
        try
        {
            return [.. ManifestReader.Read(bytes, "f.yaml").Select(m => JsonNode.Parse(m.Json.Span)!)];
        }
        catch (ManifestException e)
        {
            refusal = e.Message;
            return null;
        }
    }

    private static string Sorted(JsonNode? node) => node switch
    {
        JsonObject members => "{" + string.Join(',', members.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"{JsonValue.Create(m.Key).ToJsonString()}:{Sorted(m.Value)}")) + "}",
        JsonArray items => "[" + string.Join(',', items.Select(Sorted)) + "]",
        null => "null",
        _ => node.ToJsonString(),
    };

    private static TheoryData<string> Cases(string file) =>
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Agreement", file)).Where(line => line.Length > 0 && !line.StartsWith("## ", StringComparison.Ordinal))];

    /// <summary>A case is one line: ${H} and ${J} stand for the head of an object in YAML and JSON, \n for a line break, \xHH for a byte.</summary>
    private static byte[] Bytes(string text)
    {
        var bytes = new List<byte>();
        var written = text.Replace("${H}", Head, StringComparison.Ordinal).Replace("${J}", JsonHead, StringComparison.Ordinal);
        foreach (Match part in Part().Matches(written))
        {
            bytes.AddRange(part.Value switch
            {
                @"\n" => "\n"u8,
                @"\r" => "\r"u8,
                @"\t" => "\t"u8,
                @"\\" => "\\"u8,
                ['\\', 'x', .. var hex] => [byte.Parse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)],
                var plain => Encoding.UTF8.GetBytes(plain),
            });
        }

        return [.. bytes];
    }

    [GeneratedRegex(@"\\x[0-9a-f]{2}|\\[nrt\\]|[^\\]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Part();
}
