using System.Diagnostics;
using EgressGuard.Benchmarks.Load;

namespace EgressGuard.Benchmarks.Soak;

/// <summary>
/// Sends reviews by the clock, whether the server keeps up or not, and checks every answer. A review that had to wait because the one
/// before it was late counts from when it was due, so that a stall is seen in every review that it held up. A thread that overslept on its
/// own is not the server's fault: then the review counts from when it was sent.
/// </summary>
internal sealed class Pacer(
    ServerProcess server, IReadOnlyList<CheckedReview> reviews, double perSecond, int connections, Findings findings)
{
    // The server asks for a new connection after about a thousand. New ones are to see new certificates, and shake hands all the time.
    private const int ReviewsPerConnection = 250;

    /// <summary>How long answers took.</summary>
    public Latencies Latencies { get; } = new();

    /// <summary>Sends until it is cancelled.</summary>
    public Thread[] Start(CancellationToken stop)
    {
        var threads = Enumerable.Range(0, connections)
            .Select(number => new Thread(() => Run(number, stop)) { IsBackground = true }).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        return threads;
    }

    private void Run(int number, CancellationToken stop)
    {
        var interval = (long)(Stopwatch.Frequency * connections / perSecond);
        var due = Stopwatch.GetTimestamp() + (interval * number / connections);
        var place = number * reviews.Count / connections;
        // The first ones differ in length, or all would dial at once again and again.
        var length = 1 + (ReviewsPerConnection * number / connections);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var connection = new ReviewConnection(server.Port);
                for (var sent = 0; sent < length && !connection.IsSpent && !stop.IsCancellationRequested; sent++)
                {
                    var from = WaitFor(due);
                    due += interval;
                    Check(connection, reviews[place++ % reviews.Count]);
                    Latencies.Add(Stopwatch.GetTimestamp() - from);
                }

                length = ReviewsPerConnection;
            }
            catch (Exception exception)
            {
                findings.Failed($"a call of the {server.Name}", exception);
                stop.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(100));
            }
        }
    }

    /// <summary>Waits until a review is due; from when on its latency counts.</summary>
    private static long WaitFor(long due)
    {
        var now = Stopwatch.GetTimestamp();
        if (now >= due)
        {
            return due;
        }

        while (now < due)
        {
            var rest = Stopwatch.GetElapsedTime(now, due);
            Thread.Sleep(rest.TotalMilliseconds < 1 ? TimeSpan.FromMilliseconds(1) : rest);
            now = Stopwatch.GetTimestamp();
        }

        return now;
    }

    private void Check(ReviewConnection connection, CheckedReview review)
    {
        connection.Send(review.Request);
        if (!review.IsRight(connection.Answer))
        {
            findings.Wrong($"{VerdictText.Of(connection.Answer)} in place of {review.Right}");
        }
    }
}
