using EgressGuard.Core.Admission;
using EgressGuard.Robustness.Faults;
using EgressGuard.Testing;
using EgressGuard.Webhook.Tests.Running;

namespace EgressGuard.Robustness.Fuzzing.Bytes;

/// <summary>
/// HTTP that no API server sends, around a review that is refused: request lines, headers, lengths and chunks that are wrong or
/// contradict each other, several requests at once, other versions and methods, and bytes spoilt at random. Must hold:
/// <list type="bullet">
/// <item>Every connection is answered or closed within the time for a review and for what is left of a body.</item>
/// <item>Whatever is answered with 200 is a review that the API server takes, with the uid that was sent, and refuses; whatever else is
/// an HTTP error. Never is anything allowed.</item>
/// <item>Each review that was answered is counted once; afterwards the process is as it was.</item>
/// </list>
/// </summary>
public sealed class MangledHttpTests
{
    /// <summary>15 s for headers, 9.5 s for a review, 5 s for the rest of its body, and a machine that is busy.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    [Fact]
    public async Task A_mangled_request_is_refused_or_its_connection_closed()
    {
        await using var tested = await TestedWebhook.StartAsync();
        var (reviews, errors, closed, resets) = (0, 0, 0, 0);

        var rounds = await Rounds.RunAsync(tested.Webhook, Length.Of(300, 20_000), async (_, round) =>
        {
            var request = HttpRequestBytes.Of(round);
            try
            {
                var (sent, isReset) = await ExchangeAsync(tested.Webhook, request);
                var answers = HttpAnswers.Of(sent);
                Interlocked.Add(ref resets, isReset ? 1 : 0);
                Interlocked.Add(ref reviews, answers.Count(answer => answer.Status == 200));
                Interlocked.Add(ref errors, answers.Count(answer => answer.Status != 200));
                Interlocked.Add(ref closed, answers.Count == 0 ? 1 : 0);
                Assert.All(answers, answer => IsRefusal(answer));
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"EGRESSGUARD_SEED={Length.Seed}, round {round}, base64: {Convert.ToBase64String(request)}", exception);
            }
        });

        Assert.True(reviews > rounds / 10 && errors > rounds / 10, $"{rounds} rounds: {reviews} reviews, {errors} errors, {closed} closed, {resets} reset");

        // An answer that the caller never saw was lost with a connection that was reset over it.
        Assert.InRange(await tested.GrowthAsync("egressguard_admission_requests_total"), reviews, reviews + (3 * resets));
        await tested.IsUnharmedAsync();
    }

    private static void IsRefusal(Answer answer)
    {
        if (answer.Status is >= 200 and < 300)
        {
            Assert.False(ApiServerContract.Verify(AdmissionPhase.Validate, Samples.Uid, answer.Status, answer.ContentType, answer.Body).Allowed);
        }
        else
        {
            Assert.InRange(answer.Status, 400, 505);
            Assert.NotEqual(500, answer.Status);
        }
    }

    /// <summary>Sends the bytes, says that nothing more comes, and gives what is sent until the connection is closed.</summary>
    private static async Task<(byte[] Sent, bool IsReset)> ExchangeAsync(WebhookProcess webhook, byte[] request)
    {
        using var patience = new CancellationTokenSource(Patience);
        await using var connection = await RawConnection.OpenAsync(webhook.AdmissionPort);
        using var answer = new MemoryStream();
        var isReset = false;
        await IgnoringAsync(async () =>
        {
            await connection.Tls.WriteAsync(request, patience.Token);
            await connection.EndSendingAsync();
        });
        await IgnoringAsync(() => connection.Tls.CopyToAsync(answer, patience.Token));
        return (answer.ToArray(), isReset);

        // A connection that was reset is closed, too.
        async Task IgnoringAsync(Func<Task> step)
        {
            try
            {
                await step();
            }
            catch (IOException)
            {
                isReset = true;
            }
        }
    }
}
