using EgressGuard.Robustness.Faults;

namespace EgressGuard.Robustness.Fuzzing.Bytes;

/// <summary>
/// What a kube-apiserver really sent, spoilt byte by byte and token by token, against the running webhook on both paths. Must hold:
/// <list type="bullet">
/// <item>Every request is answered, by the same process, without a fault of the guard.</item>
/// <item>The answer is, byte for byte, the one that the reviewer gives in process on the same bytes: 200 with a review that the API
/// server takes, with the uid that the body carries, or 400 with a sentence where there is no uid.</item>
/// <item>A body is allowed only if what Go reads in it is allowed as well when it stands there beyond doubt.</item>
/// <item>Each request is counted once; afterwards the process is as it was.</item>
/// </list>
/// </summary>
public sealed class SpoiltReviewTests
{
    [Fact]
    public async Task A_spoilt_review_has_the_answer_that_it_deserves()
    {
        await using var tested = await TestedWebhook.StartAsync();
        var (reviews, errors, allowed) = (0, 0, 0);

        var rounds = await Rounds.RunAsync(tested.Webhook, Length.Of(1_500, 200_000), async (client, round) =>
        {
            var mutant = Mutant.Of(round);
            try
            {
                var answer = await Answer.ToAsync(client, mutant.Phase, mutant.Bytes);
                var review = answer.IsThat(mutant.Phase, Answer.InProcess(mutant.Phase, mutant.Bytes));
                Interlocked.Increment(ref review is null ? ref errors : ref reviews);
                if (review is { Allowed: true })
                {
                    Interlocked.Increment(ref allowed);
                    IsAllowedByWhatGoReads(mutant);
                }
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException(mutant.ToString(), exception);
            }
        });

        // A run that tried one sort of body alone would have shown nothing.
        Assert.True(reviews > rounds / 5 && errors > rounds / 50 && allowed > rounds / 20, $"{rounds} rounds: {reviews} reviews, {allowed} allowed, {errors} errors");
        Assert.Equal(reviews, await tested.GrowthAsync("egressguard_admission_requests_total"));
        Assert.Equal(errors, await tested.GrowthAsync("egressguard_requests_rejected_total", ("reason", "bad_body")));
        Assert.Equal(errors, await tested.GrowthAsync("egressguard_requests_rejected_total"));
        await tested.IsUnharmedAsync();
    }

    /// <summary>The API server acts on what Go reads; the guard must not have allowed something else.</summary>
    private static void IsAllowedByWhatGoReads(Mutant mutant)
    {
        if (GoReading.Of(mutant.Bytes) is { } read)
        {
            var plain = Answer.InProcess(mutant.Phase, SameMeaning.Plain(read));
            Assert.True(plain.IsAllowed, $"It was allowed; what Go reads in it is refused: {plain.Message}");
            Assert.Equal((string?)read["request"]!["uid"], plain.Uid);
        }
    }
}
