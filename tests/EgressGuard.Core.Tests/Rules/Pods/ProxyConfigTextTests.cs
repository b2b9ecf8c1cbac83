using System.Text;
using System.Text.Json;
using EgressGuard.Core.Rules.Pods.ProxyOverrides;
using EgressGuard.Yaml;

namespace EgressGuard.Core.Tests.Rules.Pods;

/// <summary>
/// What the plain reader reads, a full reader of YAML must read the same: where the two disagree, Istio could obey what was not seen.
/// </summary>
public sealed class ProxyConfigTextTests
{
    private const string Head = "apiVersion: v1\nkind: Proxy\n";

    private static readonly string[] Pieces =
    [
        "concurrency", "interceptionMode", "proxyMetadata", "tracing", "A", "B", "\"A\"", "'B'", "<<", "true", "0x2", "NONE", "~", "null",
        ":", ": ", ":", ": ", "\n", "\n", "\n", "\n  ", "\n  ", "\n    ", "\n ", " ", "  ", "\r\n", "\r", "\t", " #", "#", "# A: b", "- ", "-", "? ",
        "{", "}", "{}", "{\"A\": \"b\"}", "[", "]", ",", "\"", "'", "\\", "|", ">", "|-\n", "&a ", "*a", "!!str ", "%", "@", "---", "\n---\n", "\n...\n",
        "\u0085", "\u2028", "\u00a0", "\ufeff", "5s", "a:b", "1.5", "=", "_",
    ];

    [Fact]
    public void Reads_nothing_otherwise_than_a_full_reader()
    {
        var random = new Random(20_261_121);
        var (read, compared) = (0, 0);
        for (var i = 0; i < 60_000; i++)
        {
            var text = Head + (i % 2 == 0 ? Loose(random) : Tidy(random));
            if (ProxyConfigText.Read(text) is not { } entries)
            {
                continue;
            }

            read++;
            if (Whole(text) is { } whole)
            {
                compared++;
                Assert.True(Describe(whole) == Describe(entries), $"{JsonSerializer.Serialize(text)}\n{Describe(whole)}\n{Describe(entries)}");
            }
        }

        Assert.InRange(read, 500, 60_000);
        Assert.InRange(compared, 500, 60_000);
    }

    /// <summary>Pieces one after the other.</summary>
    private static string Loose(Random random) => string.Concat(random.GetItems(Pieces, random.Next(8)));

    /// <summary>Lines that nearly are what they should be, with a piece too much here and there.</summary>
    private static string Tidy(Random random)
    {
        var text = new StringBuilder();
        for (var count = random.Next(6); count > 0; count--)
        {
            text.Append(Disturbance(random)).Append(' ', random.Next(3) * 2)
                .Append(Disturbance(random)).Append(random.GetItems(Pieces, 1)[0])
                .Append(Disturbance(random)).Append(':')
                .Append(Disturbance(random)).Append(random.Next(3) == 0 ? "" : " " + random.GetItems(Pieces, 1)[0])
                .Append(Disturbance(random)).Append('\n');
        }

        return text.ToString();
    }

    private static string Disturbance(Random random) => random.Next(25) == 0 ? random.GetItems(Pieces, 1)[0] : "";

    /// <summary>The object as the full reader reads it; null where it refuses the text, as Istio then does.</summary>
    private static JsonElement? Whole(string text)
    {
        try
        {
            return ManifestReader.Read(Encoding.UTF8.GetBytes(text), "text").Select(manifest =>
            {
                using var json = JsonDocument.Parse(manifest.Json);
                return json.RootElement.Clone();
            }).Single();
        }
        catch (ManifestException)
        {
            return null;
        }
    }

    /// <summary>Keys, and the values and the keys below them where these are plain text.</summary>
    private static string Describe(IEnumerable<ProxyConfigEntry> entries) => string.Join('\n', entries
        .OrderBy(entry => entry.Key, StringComparer.Ordinal)
        .Select(entry => $"{entry.Key}: {Tell(entry.Value)} [{Join(entry.Members.Select(member => member.Key))}]"));

    private static string Describe(JsonElement whole) => string.Join('\n', whole.EnumerateObject()
        .OrderBy(member => member.Name, StringComparer.Ordinal)
        .Select(member => $"{member.Name}: {Tell(member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString() : null)} "
            + $"[{Join(member.Value.ValueKind == JsonValueKind.Object ? member.Value.EnumerateObject().Select(below => below.Name) : [])}]"));

    private static string Join(IEnumerable<string> names) => string.Join(' ', names.Order(StringComparer.Ordinal));

    /// <summary>Letters only: of numbers, truth values and null, the two keep different forms.</summary>
    private static string Tell(string? value) =>
        value is null or "true" or "null" or "0x2" or "1.5" || !value.All(char.IsAsciiLetter) ? "" : value;
}
