using System.Text;
using EgressGuard.Robustness.Fuzzing.Bytes;
using EgressGuard.Webhook.Tests.Running;

namespace EgressGuard.Robustness.Faults;

/// <summary>
/// Requests whose head is larger than any API server's: 8 KiB for the request line, 32 KiB and 100 lines for the headers. Must hold: they
/// are refused with 414, 431 or 400 and their connection is closed, from many connections at once as from one; nothing is left, others
/// are served.
/// </summary>
public sealed class HugeHeaderTests
{
    private static readonly (string Head, int[] Statuses)[] Requests =
    [
        ($"POST /validate?{new string('a', 9_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n", [414]),
        ($"POST /{new string('a', 5_000_000)}", [414]),
        ($"{new string('P', 5_000_000)}", [400, 414]),
        ($"GET / HTTP/1.1\r\nHost: localhost\r\nX: {new string('a', 33_000)}\r\n\r\n", [431]),
        ($"GET / HTTP/1.1\r\nHost: localhost\r\nX: {new string('a', 5_000_000)}", [431]),
        ($"GET / HTTP/1.1\r\nHost: localhost\r\n{new string('X', 5_000_000)}", [431, 400]),
        ($"GET / HTTP/1.1\r\nHost: localhost\r\n{string.Concat(Enumerable.Range(0, 101).Select(i => $"X{i}: a\r\n"))}\r\n", [431]),
        ($"GET / HTTP/1.1\r\nHost: localhost\r\n{string.Concat(Enumerable.Repeat("X: a\r\n", 100_000))}\r\n", [431]),
        ($"GET / HTTP/1.1\r\nHost: {new string('a', 33_000)}\r\n\r\n", [431, 400]),
        ($"POST /validate HTTP/1.1\r\nHost: localhost\r\nContent-Type: {new string('a', 31_000)}\r\nContent-Length: 0\r\n\r\n", [415]),
    ];

    [Fact]
    public async Task Heads_beyond_the_limits_are_refused()
    {
        await using var tested = await TestedWebhook.StartAsync();

        var attack = Attackers.ManyAsync(Requests.Length * Length.Of(8, 400), async i =>
        {
            var (head, statuses) = Requests[i % Requests.Length];
            await using var connection = await RawConnection.OpenAsync(tested.Webhook.AdmissionPort);
            var closed = connection.Tls.UntilClosedAsync(TimeSpan.FromSeconds(60));
            try
            {
                await connection.Tls.WriteAsync(Encoding.Latin1.GetBytes(head));
                await connection.EndSendingAsync();
            }
            catch (IOException)
            {
                // It was refused before all of it was sent.
            }

            // Where more was sent than was read, the refusal may be lost in the reset of the connection.
            var answers = HttpAnswers.Of(await closed);
            Assert.All(answers, answer => Assert.Contains(answer.Status, statuses));
            return answers.Count;
        });
        await Meanwhile.OthersAreServedAsync(tested.Webhook, attack);

        Assert.True((await attack).Sum() > Requests.Length, "Hardly any of them was answered.");
        await tested.IsUnharmedAsync();
    }
}
