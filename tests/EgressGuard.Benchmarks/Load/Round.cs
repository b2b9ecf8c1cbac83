using System.Diagnostics;

namespace EgressGuard.Benchmarks.Load;

/// <summary>What one server did in one round. Latencies and processor time are in microseconds.</summary>
internal sealed record Round(double PerSecond, double P50, double P99, double P999, double ProcessorTime)
{
    /// <summary>Sends the requests over and over, each connection from a place of its own, until the time is up.</summary>
    /// <param name="server">The server.</param>
    /// <param name="requests">The requests.</param>
    /// <param name="connections">How many connections.</param>
    /// <param name="length">How long.</param>
    public static Round Run(ServerProcess server, Request[] requests, int connections, TimeSpan length)
    {
        using var start = new Barrier(connections + 1);
        var latencies = new List<long>[connections];
        Exception? failure = null;
        var threads = Enumerable.Range(0, connections).Select(number => new Thread(() =>
        {
            try
            {
                start.SignalAndWait();
                latencies[number] = Send(server, requests, number * requests.Length / connections, length);
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        start.SignalAndWait();
        var (began, before) = (Stopwatch.GetTimestamp(), server.ProcessorTime);
        Array.ForEach(threads, thread => thread.Join());
        var (took, spent) = (Stopwatch.GetElapsedTime(began), server.ProcessorTime - before);
        return failure is null
            ? Of([.. latencies.SelectMany(latency => latency).Order()], took, spent)
            : throw new InvalidOperationException($"The {server.Name} failed under load.", failure);
    }

    private static List<long> Send(ServerProcess server, Request[] requests, int next, TimeSpan length)
    {
        var latencies = new List<long>(1 << 18);
        var connection = new ReviewConnection(server.Port);
        var now = Stopwatch.GetTimestamp();
        var end = now + (long)(length.TotalSeconds * Stopwatch.Frequency);
        try
        {
            while (now < end)
            {
                var request = requests[next++ % requests.Length];
                if (connection.Send(request) != (request.IsAllowed || !server.IsJudging))
                {
                    throw new InvalidOperationException("A review was decided otherwise than in process.");
                }

                if (connection.IsSpent)
                {
                    // Counted to the review: whoever calls has to dial, too.
                    connection.Dispose();
                    connection = new ReviewConnection(server.Port);
                }

                var answered = Stopwatch.GetTimestamp();
                latencies.Add(answered - now);
                now = answered;
            }

            return latencies;
        }
        finally
        {
            connection.Dispose();
        }
    }

    private static Round Of(long[] latencies, TimeSpan took, TimeSpan spent) => new(
        latencies.Length / took.TotalSeconds,
        Quantile(latencies, 0.5),
        Quantile(latencies, 0.99),
        Quantile(latencies, 0.999),
        spent.TotalMicroseconds / latencies.Length);

    private static double Quantile(long[] sorted, double share) => sorted[(int)(share * (sorted.Length - 1))] * 1e6 / Stopwatch.Frequency;
}
