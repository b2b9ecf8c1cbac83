using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles;

/// <summary>Random choices of a generator, all from one seed.</summary>
internal sealed class Pick(Random random)
{
    /// <summary>Yes, this often out of a hundred.</summary>
    public bool Chance(int percent) => random.Next(100) < percent;

    /// <summary>A number from the first to the last, both included.</summary>
    public int Number(int first, int last) => random.Next(first, last + 1);

    /// <summary>One of the values.</summary>
    public T One<T>(params ReadOnlySpan<T> values) => values[random.Next(values.Length)];

    /// <summary>Up to this many of the values, one after the other; a value can come twice.</summary>
    public List<T> Some<T>(int most, params ReadOnlySpan<T> values)
    {
        var picked = new List<T>();
        for (var count = random.Next(most + 1); count > 0; count--)
        {
            picked.Add(One(values));
        }

        return picked;
    }

    /// <summary>Strings as a JSON list.</summary>
    public static JsonArray List(IEnumerable<string> values) => new([.. values.Select(value => (JsonNode)JsonValue.Create(value))]);

    /// <summary>Sets the member to one of the values, or (one time in so many as there are values and one) leaves it out.</summary>
    public void Maybe(JsonObject parent, string member, params ReadOnlySpan<string> values)
    {
        var index = random.Next(values.Length + 1);
        if (index < values.Length)
        {
            parent[member] = values[index];
        }
    }
}
