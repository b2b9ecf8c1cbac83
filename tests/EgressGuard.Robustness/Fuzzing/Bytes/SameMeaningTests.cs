using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EgressGuard.Robustness.Faults;

namespace EgressGuard.Robustness.Fuzzing.Bytes;

/// <summary>
/// Two bodies that mean the same have the same answer: white space, the order of members and escapes decide nothing. Must hold for
/// what a kube-apiserver really sent, and for what mutations at its tokens made of it, where that is still JSON that means one thing.
/// </summary>
public sealed class SameMeaningTests
{
    [Fact]
    public async Task The_way_in_which_JSON_is_written_decides_nothing()
    {
        await using var tested = await TestedWebhook.StartAsync();
        var (compared, denied) = (0, 0);

        var rounds = await Rounds.RunAsync(tested.Webhook, Length.Of(600, 60_000), async (client, round) =>
        {
            var mutant = Mutant.OfJson(round);
            if (!MeansOneThing(mutant.Bytes) || GoReading.Of(mutant.Bytes) is not { } json)
            {
                return;
            }

            // An update that changes nothing is told by equal bytes; the API server writes what is equal equally, and so does this.
            var isUpdate = (json["request"] as JsonObject)?["operation"]?.ToString() == "UPDATE";
            var other = SameMeaning.Of(json, round, escapesNames: !isUpdate);
            var expected = await Answer.ToAsync(client, mutant.Phase, isUpdate ? SameMeaning.Plain(json) : mutant.Bytes);
            var actual = await Answer.ToAsync(client, mutant.Phase, other);
            Interlocked.Increment(ref compared);
            Interlocked.Add(ref denied, Text(expected).Contains("\"allowed\":false", StringComparison.Ordinal) ? 1 : 0);
            Assert.True(
                (expected.Status, Text(expected)) == (actual.Status, Text(actual)) || AreBothUnreadable(expected, actual),
                $"{mutant}\nmeans the same as {Convert.ToBase64String(other)}\nbut has another answer:\n{Text(expected)}\n{Text(actual)}");
        });

        Assert.True(compared > rounds / 3 && denied > compared / 10, $"{rounds} rounds: {compared} meant one thing, of which {denied} were denied.");
        await tested.IsUnharmedAsync();
    }

    /// <summary>Of several places that cannot be read the first is told, and which that is depends on the order.</summary>
    private static bool AreBothUnreadable(Answer one, Answer other) =>
        new[] { one, other }.All(answer => answer.Status == 400) || new[] { one, other }.All(answer => answer.Status == 200
            && (Text(answer).Contains("\"auditAnnotations\":{\"denied\":\"EG001\"}", StringComparison.Ordinal)
                || Text(answer).Contains("\"message\":\"This review cannot be answered: ", StringComparison.Ordinal)));

    private static string Text(Answer answer) => Encoding.UTF8.GetString(answer.Body);

    private static bool MeansOneThing(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 500 });
            return GoReading.IsAllUnicode(json);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
