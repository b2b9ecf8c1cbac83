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
            check(RandomValue.Container(new Random(seed), 0), seed);
        }
    }

    private static void AssertSame(JsonNode value, Manifest manifest, int seed)
    {
        var read = JsonNode.Parse(manifest.Json.Span)!["v"];
        Assert.True(JsonNode.DeepEquals(value, read), $"seed {seed}: wrote {value.ToJsonString()} and read {read?.ToJsonString()}");
        Assert.Empty(manifest.Issues);
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
