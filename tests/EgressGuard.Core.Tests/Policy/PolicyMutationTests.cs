using System.Text;
using System.Text.Json.Nodes;
using EgressGuard.Core.Patching;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Policy;

/// <summary>Reads every document that is one slip away from a right one.</summary>
public sealed class PolicyMutationTests
{
    private static readonly string[] Values =
        ["null", "7", "\"x\"", "\"\"", "{}", "[]", "true", "[null]", "{\"x\":null}", "-1e400", "[[[]]]"];

    [Theory]
    [InlineData(Document.DesignExample)]
    [InlineData(Document.Full)]
    public void Reads_any_value_in_any_place_without_throwing(string json)
    {
        var read = 0;
        foreach (var place in Places(JsonNode.Parse(json)!))
        {
            foreach (var value in Values)
            {
                AssertSound(Replace(json, place, JsonNode.Parse(value)));
                read++;
            }
        }

        Assert.True(read > 300, $"Only {read} documents were read.");
    }

    [Theory]
    [InlineData(Document.DesignExample)]
    [InlineData(Document.Full)]
    public void Reads_a_document_without_any_one_member_as_it_reads_it_with_null(string json)
    {
        foreach (var place in Places(JsonNode.Parse(json)!).Where(place => place is [.., string]))
        {
            // The value of a label and a rule are no fields: a label with null is a slip.
            if (place is [.., "selector" or "matchLabels" or "discoveryLabels" or "protectedLabels", string])
            {
                continue;
            }

            var without = AssertSound(Remove(json, place));
            var withNull = AssertSound(Replace(json, place, null));
            Assert.Equal(without.Lines(), withNull.Lines());
            Assert.Equal(PolicyShape.Of(without.Policy), PolicyShape.Of(withNull.Policy));
        }
    }

    [Theory]
    [InlineData(Document.DesignExample)]
    [InlineData(Document.Full)]
    public void Rejects_every_field_whose_name_has_a_slip(string json)
    {
        foreach (var place in Places(JsonNode.Parse(json)!).Where(IsField))
        {
            var slip = new List<object>(place) { [^1] = place[^1] + "X" };
            var root = JsonNode.Parse(json)!;
            var value = At(root, place)?.DeepClone();
            At(root, place[..^1])!.AsObject().Remove((string)place[^1]);
            At(root, place[..^1])!.AsObject().Add((string)slip[^1], value);

            var result = AssertSound(root.ToJsonString());

            Assert.Contains($"{Pointer(slip)}: unknown field '{slip[^1]}'; did you mean '{place[^1]}'?", result.Lines());
        }
    }

    [Fact]
    public void Reads_any_bytes_without_throwing()
    {
        var random = new Random(20260);
        var original = Encoding.UTF8.GetBytes(Document.Full);
        for (var run = 0; run < 3000; run++)
        {
            var bytes = original.ToArray();
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            AssertSound(PolicyReader.Read(bytes.AsMemory(0, random.Next(5) == 0 ? random.Next(bytes.Length) : bytes.Length)));
        }
    }

    private static PolicyReadResult AssertSound(string json)
    {
        var result = AssertSound(Document.Read(json));
        foreach (var error in result.Errors)
        {
            Assert.True(Exists(JsonNode.Parse(json), error.Pointer), $"{error.Pointer} is nowhere in {json}");
        }

        return result;
    }

    private static PolicyReadResult AssertSound(PolicyReadResult result)
    {
        Assert.Equal(result.Errors.IsEmpty, result.Policy is not null);
        Assert.Equal(result.IsValid, result.Policy is not null);
        Assert.Equal(result.Errors.Length, result.Errors.Distinct().Count());
        foreach (var error in result.Errors)
        {
            Assert.NotEmpty(error.Problem);
            Assert.False(error.Problem.EndsWith('.'), error.Problem);
            Assert.DoesNotContain(error.Problem, char.IsControl);
        }

        return result;
    }

    /// <summary>Whether the pointer names a place, or a member that an object lacks.</summary>
    private static bool Exists(JsonNode? node, string pointer)
    {
        var tokens = pointer.Split('/')[1..];
        for (var i = 0; i < tokens.Length; i++)
        {
            tokens[i] = tokens[i].Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (node is JsonObject @object && !@object.ContainsKey(tokens[i]))
            {
                return i == tokens.Length - 1;
            }

            node = node switch
            {
                JsonObject parent => parent[tokens[i]],
                JsonArray list => list[int.Parse(tokens[i], System.Globalization.CultureInfo.InvariantCulture)],
                _ => throw new InvalidOperationException($"{pointer} leads through a value."),
            };
        }

        return true;
    }

    /// <summary>Every place in the document as a path of names and indexes.</summary>
    private static IEnumerable<List<object>> Places(JsonNode node)
    {
        IEnumerable<(object Step, JsonNode? Value)> children = node switch
        {
            JsonObject @object => @object.Select(member => ((object)member.Key, member.Value)),
            JsonArray list => list.Select((item, index) => ((object)index, item)),
            _ => [],
        };
        foreach (var (step, value) in children)
        {
            yield return [step];
            foreach (var below in value is null ? [] : Places(value))
            {
                yield return [step, .. below];
            }
        }
    }

    /// <summary>Whether the path ends at a field of the policy, not at a rule, a label or something in metadata and status.</summary>
    private static bool IsField(List<object> place) =>
        place is [.., string] and not [.., "rules" or "selector" or "matchLabels" or "discoveryLabels" or "protectedLabels", string] and not ["metadata" or "status", _, ..];

    private static JsonNode? At(JsonNode? node, List<object> place) =>
        place.Aggregate(node, (at, step) => step is int index ? at![index] : at![(string)step]);

    private static string Replace(string json, List<object> place, JsonNode? value)
    {
        var root = JsonNode.Parse(json)!;
        var parent = At(root, place[..^1])!;
        if (place[^1] is int index)
        {
            parent[index] = value?.DeepClone();
        }
        else
        {
            parent[(string)place[^1]] = value?.DeepClone();
        }

        return root.ToJsonString();
    }

    private static string Remove(string json, List<object> place)
    {
        var root = JsonNode.Parse(json)!;
        At(root, place[..^1])!.AsObject().Remove((string)place[^1]);
        return root.ToJsonString();
    }

    private static string Pointer(List<object> place) => string.Concat(place.Select(step => $"/{JsonPointer.Escape($"{step}")}"));
}
