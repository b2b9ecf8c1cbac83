using System.Text.Json.Nodes;
using EgressGuard.Core.Tests.Fixtures;
using EgressGuard.Core.Tests.Oracles;
using EgressGuard.Yaml;

namespace EgressGuard.Robustness.Fuzzing.Generating;

/// <summary>
/// What the members of objects are apt to hold, learnt from every fixture and sample of the repository: a new rule brings its fixtures,
/// and with them what is tried here.
/// </summary>
internal static class Words
{
    private static readonly string[] Odd = ["", "*", ".", "~", " ", "a\nb", "ä", "x", "true", "false", "T", "0", "-1", "0.0.0.0/0", "mesh", "Ⅷ", "𝕏"];

    private static readonly long[] Numbers = [-1, 0, 1, 15001, 443, 80, 1337, 65535, 65536, int.MaxValue];

    private static readonly Dictionary<string, List<JsonValue>> ByMember = new(StringComparer.Ordinal);

    private static readonly Dictionary<string, List<string>> KeysByMember = new(StringComparer.Ordinal);

    static Words()
    {
        foreach (var file in Files())
        {
            foreach (var manifest in ManifestReader.Read(File.ReadAllBytes(file), file).Where(manifest => manifest.Issues.Count == 0))
            {
                Learn("", JsonNode.Parse(manifest.Json.Span));
            }
        }
    }

    /// <summary>A text for a member of this name.</summary>
    public static string Text(Pick pick, string member)
    {
        var known = ByMember.GetValueOrDefault(member)?.FindAll(value => value.GetValueKind() == System.Text.Json.JsonValueKind.String) ?? [];
        return known.Count > 0 && pick.Chance(85) ? (string)known[pick.Number(0, known.Count - 1)]! : pick.One(Odd);
    }

    /// <summary>A number for a member of this name.</summary>
    public static long Number(Pick pick, string member)
    {
        var known = ByMember.GetValueOrDefault(member)?.FindAll(value => value.TryGetValue<long>(out _)) ?? [];
        return known.Count > 0 && pick.Chance(70) ? (long)known[pick.Number(0, known.Count - 1)] : pick.One(Numbers);
    }

    /// <summary>A key for a map of this name, such as an annotation's.</summary>
    public static string Key(Pick pick, string member)
    {
        var known = KeysByMember.GetValueOrDefault(member) ?? [];
        return known.Count > 0 && pick.Chance(90) ? known[pick.Number(0, known.Count - 1)] : pick.One(Odd);
    }

    private static IEnumerable<string> Files() =>
    [
        .. Directory.EnumerateFiles(Repository.PathOf("tests", "fixtures", "rules"), "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal),
        .. Directory.EnumerateFiles(Repository.PathOf("deploy", "samples"), "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal),
    ];

    private static void Learn(string member, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject @object:
                foreach (var (key, value) in @object)
                {
                    Add(KeysByMember, member, key);
                    Learn(key, value);
                    if (value is JsonValue)
                    {
                        // Of a map: the values of all its keys together.
                        Learn(member, value);
                    }
                }

                break;
            case JsonArray list:
                foreach (var item in list)
                {
                    Learn(member, item);
                }

                break;
            case JsonValue value when !(ByMember.GetValueOrDefault(member)?.Exists(known => JsonNode.DeepEquals(known, value)) ?? false):
                Add(ByMember, member, value);
                break;
        }
    }

    private static void Add<T>(Dictionary<string, List<T>> lists, string member, T item)
    {
        if (!lists.TryGetValue(member, out var list))
        {
            lists.Add(member, list = []);
        }

        if (!list.Contains(item))
        {
            list.Add(item);
        }
    }
}
