using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EgressGuard.Yaml.Tests;

/// <summary>Random values, written as JSON and as YAML with quoted texts, come back equal.</summary>
public sealed class RoundTripTests
{
    private const int Rounds = 500;

    [Fact]
    public void Reads_back_any_value_written_as_JSON() => ForAll((value, seed) =>
        AssertSame(value, Manifests.Single("{\"kind\":\"A\",\"v\":" + value.ToJsonString() + "}"), seed));

    [Fact]
    public void Reads_back_any_value_written_as_flow_YAML() => ForAll((value, seed) =>
        AssertSame(value, Manifests.Single("kind: A\nv: " + value.ToJsonString() + "\n"), seed));

    [Fact]
    public void Reads_back_any_value_written_as_block_YAML() => ForAll((value, seed) =>
    {
        var yaml = new StringBuilder("kind: A\nv:");
        Write(yaml, value, 1);
        AssertSame(value, Manifests.Single(yaml.ToString()), seed);
    });

    [Fact]
    public void Finds_every_value_on_the_line_it_was_written() => ForAll((value, _) =>
    {
        var yaml = new StringBuilder("kind: A\nv:");
        Write(yaml, value, 1);
        var lines = yaml.ToString().Split('\n');
        var manifest = Manifests.Single(yaml.ToString());
        foreach (var (pointer, leaf) in Leaves("/v", value))
        {
            Assert.EndsWith(leaf, lines[manifest.Positions.Find(pointer).Line - 1], StringComparison.Ordinal);
        }
    });

    private static void ForAll(Action<JsonNode, int> check)
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            check(Container(new Random(seed), 0), seed);
        }
    }

    private static void AssertSame(JsonNode value, Manifest manifest, int seed)
    {
        var read = JsonNode.Parse(manifest.Json.Span)!["v"];
        Assert.True(JsonNode.DeepEquals(value, read), $"seed {seed}: wrote {value.ToJsonString()} and read {read?.ToJsonString()}");
        Assert.Empty(manifest.Issues);
    }

    private static JsonNode? Value(Random random, int depth) => random.Next(depth > 4 ? 6 : 8) switch
    {
        0 => null,
        1 => random.Next(2) == 0,
        2 => random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64),
        3 => Math.Round(random.NextDouble() * 1000, random.Next(10)),
        4 or 5 => Text(random),
        _ => Container(random, depth),
    };

    private static JsonNode Container(Random random, int depth)
    {
        var size = random.Next(1, 6);
        if (random.Next(2) == 0)
        {
            return new JsonArray([.. Enumerable.Range(0, size).Select(_ => Value(random, depth + 1))]);
        }

        var members = new JsonObject();
        for (var i = 0; i < size; i++)
        {
            members[Text(random) + i] = Value(random, depth + 1);
        }

        return members;
    }

    private static string Text(Random random)
    {
        const string Alphabet = "ab1 :-?[]{},#&*!|>'\"%@`\\/~<=._\t\n\r\0\u0085\u2028\uFEFFäß漢";
        var text = new StringBuilder();
        for (var i = random.Next(12); i > 0; i--)
        {
            text.Append(random.Next(15) == 0 ? "😀" : Alphabet[random.Next(Alphabet.Length)]);
        }

        return text.ToString();
    }

    private static void Write(StringBuilder yaml, JsonNode? value, int level)
    {
        var indent = new string(' ', level * 2);
        switch (value)
        {
            case JsonObject members:
                foreach (var (name, member) in members)
                {
                    yaml.Append(CultureInfo.InvariantCulture, $"\n{indent}{Quoted(name)}:");
                    Write(yaml, member, level + 1);
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    yaml.Append(CultureInfo.InvariantCulture, $"\n{indent}-");
                    Write(yaml, item, level + 1);
                }

                break;
            default:
                yaml.Append(' ').Append(Scalar(value));
                break;
        }
    }

    private static IEnumerable<(string Pointer, string Leaf)> Leaves(string pointer, JsonNode? value) => value switch
    {
        JsonObject members => members.SelectMany(m => Leaves($"{pointer}/{m.Key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}", m.Value)),
        JsonArray items => items.SelectMany((item, i) => Leaves($"{pointer}/{i}", item)),
        _ => [(pointer, Scalar(value))],
    };

    private static string Scalar(JsonNode? value) => value?.ToJsonString() ?? "null";

    private static string Quoted(string name) => JsonSerializer.Serialize(name);
}
