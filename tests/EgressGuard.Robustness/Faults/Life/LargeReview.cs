using System.Text;
using EgressGuard.Webhook.Tests.Running;

namespace EgressGuard.Robustness.Faults.Life;

/// <summary>Reviews of about 6 MiB, the update of an object of 3 MiB, each of a kind that takes much memory to judge.</summary>
internal static class LargeReview
{
    private const int Mebi = 1024 * 1024;
    private const int ObjectLength = 29 * Mebi / 10;

    /// <summary>All of them, by what there is much of.</summary>
    public static IReadOnlyDictionary<string, byte[]> All { get; } = new Dictionary<string, byte[]>(StringComparer.Ordinal)
    {
        ["ports"] = Update(Entry("a.example.com", Repeated("""{"number":443,"name":"t","protocol":"TLS"}"""), "")),
        ["endpoints"] = Update(Entry("a.example.com", Port, $$""","resolution":"STATIC","endpoints":[{{Repeated("""{"address":"10.0.0.1"}""")}}]""")),
        ["labels"] = Update(Entry("a.example.com", Port, "", Numbered(250_000, "\"k{0}\":\"\""))),
        ["20,000 hosts"] = Update(Entry(Numbered(20_000, "h{0}.example.com", "\",\""), Port, "")),
        ["depth"] = Update(Entry("a.example.com", Port, $""","x":{new string('[', 9_000)}{new string(']', 9_000)}""")),
        ["padding"] = Update(Entry("a.example.com", Port, $""","x":"{new string('y', ObjectLength)}" """)),
    };

    private static string Port => """{"number":443,"name":"tls","protocol":"TLS"}""";

    private static string Entry(string hosts, string ports, string more, string labels = "") =>
        $$"""
        {"apiVersion":"networking.istio.io/v1","kind":"ServiceEntry","metadata":{"name":"cnn","labels":{ {{labels}} } },
        "spec":{"hosts":["{{hosts}}"],"ports":[{{ports}}]{{more}} } }
        """;

    private static string Repeated(string item) => string.Join(',', Enumerable.Repeat(item, ObjectLength / (item.Length + 1)));

    private static string Numbered(int count, string format, string separator = ",") =>
        string.Join(separator, Enumerable.Range(0, count).Select(number => string.Format(null, format, number)));

    /// <summary>The former object has another spec, so that all of the new one is judged.</summary>
    private static byte[] Update(string entry) => Encoding.UTF8.GetBytes(Samples.Review(entry)
        .Replace("\"CREATE\"", "\"UPDATE\"", StringComparison.Ordinal)
        .Replace("\"oldObject\":null", "\"oldObject\":" + entry.Replace("\"spec\":{", "\"spec\":{\"location\":\"MESH_EXTERNAL\",", StringComparison.Ordinal), StringComparison.Ordinal));
}
