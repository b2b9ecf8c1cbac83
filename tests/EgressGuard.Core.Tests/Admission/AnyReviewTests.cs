using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using EgressGuard.Core.Admission;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Tests.Fixtures;
using EgressGuard.Testing;

namespace EgressGuard.Core.Tests.Admission;

/// <summary>
/// Real reviews with something changed at random: a value anywhere in the object, or any bytes. Whatever comes out keeps the API
/// server's contract, and no rule stumbles over it.
/// </summary>
public sealed class AnyReviewTests
{
    private static readonly string[] Files =
    [
        .. Directory.EnumerateFiles(Repository.PathOf("tests", "fixtures", "admission-reviews"), "*.json").Order(StringComparer.Ordinal),
    ];

    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "1337", "4.5", "99999999999999999999", "\"\"", "\"*\"", "\"a\\u0000\\nb\"", "\"NONE\"", "\"0.0.0.0/0\"",
        "[]", "[null]", "[[]]", "{}", "{\"a\":null}", "[{}]", "[\"*\",\".\"]", "{\"istio.io/rev\":\"\"}",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void An_answer_keeps_the_contract_whatever_value_stands_anywhere_in_the_object(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 1_500; round++)
        {
            var review = JsonNode.Parse(File.ReadAllBytes(Pick(random, Files)))!;
            var request = review["request"]!.AsObject();
            foreach (var part in (string[])["object", "oldObject"])
            {
                if (request[part] is JsonObject root)
                {
                    Change(random, root);
                }
            }

            var (phase, answer) = Answer(random, Encoding.UTF8.GetBytes(review.ToJsonString()));

            Assert.NotNull(answer.Uid);
            Verify(phase, answer);
            Assert.Null(answer.Fault);
            Assert.DoesNotContain(answer.Verdict.Findings, finding => finding.Message.StartsWith("The rule itself failed", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void An_answer_keeps_the_contract_whatever_bytes_come(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 3_000; round++)
        {
            var body = File.ReadAllBytes(Pick(random, Files)).ToList();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                var at = random.Next(body.Count);
                switch (random.Next(4))
                {
                    case 0:
                        body[at] = (byte)random.Next(256);
                        break;
                    case 1:
                        body.RemoveRange(at, Math.Min(random.Next(1, 40), body.Count - at));
                        break;
                    case 2:
                        body.InsertRange(at, body.GetRange(at, Math.Min(random.Next(1, 40), body.Count - at)));
                        break;
                    default:
                        body.RemoveRange(at, body.Count - at);
                        break;
                }

                if (body.Count == 0)
                {
                    break;
                }
            }

            var (phase, answer) = Answer(random, [.. body]);

            Assert.Null(answer.Fault);
            if (answer.Uid is null)
            {
                Assert.StartsWith("This is not a review that can be answered: ", answer.Message, StringComparison.Ordinal);
            }
            else
            {
                Verify(phase, answer);
            }
        }
    }

    /// <summary>One value, some levels down, becomes another, or is gone.</summary>
    private static void Change(Random random, JsonNode node)
    {
        while (true)
        {
            switch (node)
            {
                case JsonObject { Count: > 0 } members:
                    var key = members.ElementAt(random.Next(members.Count)).Key;
                    if (members[key] is JsonObject or JsonArray && random.Next(6) > 0)
                    {
                        node = members[key]!;
                        continue;
                    }

                    if (random.Next(4) == 0)
                    {
                        members.Remove(key);
                    }
                    else
                    {
                        members[key] = JsonNode.Parse(Pick(random, Values));
                    }

                    return;
                case JsonArray { Count: > 0 } items:
                    var index = random.Next(items.Count);
                    if (items[index] is JsonObject or JsonArray && random.Next(6) > 0)
                    {
                        node = items[index]!;
                        continue;
                    }

                    items[index] = JsonNode.Parse(Pick(random, Values));
                    return;
                default:
                    return;
            }
        }
    }

    private static (AdmissionPhase Phase, AdmissionAnswer Answer) Answer(Random random, byte[] body)
    {
        var phase = random.Next(2) == 0 ? AdmissionPhase.Validate : AdmissionPhase.Mutate;
        var policy = EgressPolicy.Default with { Enforcement = (Enforcement)random.Next(3) };
        return (phase, AdmissionReviewer.Review(phase, body, Basis.Of(MeshSnapshot.Empty, policy)));
    }

    private static void Verify(AdmissionPhase phase, AdmissionAnswer answer)
    {
        var output = new ArrayBufferWriter<byte>();
        answer.WriteTo(output);
        ApiServerContract.Verify(phase, answer.Uid!, output.WrittenMemory);
    }

    private static string Pick(Random random, string[] values) => values[random.Next(values.Length)];
}
