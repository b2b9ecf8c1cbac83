using System.Text;
using System.Text.Json.Nodes;

namespace EgressGuard.Yaml.Tests;

/// <summary>Random JSON values with texts that are hard to write.</summary>
internal static class RandomValue
{
    private static JsonNode? Value(Random random, int depth) => random.Next(depth > 4 ? 6 : 8) switch
    {
        0 => null,
        1 => random.Next(2) == 0,
        2 => random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64),
        3 => Math.Round(random.NextDouble() * 1000, random.Next(10)),
        4 or 5 => Text(random),
        _ => Container(random, depth),
    };

    public static JsonNode Container(Random random, int depth)
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
}
