namespace EgressGuard.Benchmarks.Load;

/// <summary>Drives two servers in turn, because on a shared machine only their ratio means much.</summary>
/// <param name="requests">What both are sent.</param>
/// <param name="length">How long a round is.</param>
internal sealed class Turns(Request[] requests, TimeSpan length)
{
    public const int Rounds = 3;

    private const int WarmConnections = 2;

    private static readonly TimeSpan WarmUpLength = TimeSpan.FromSeconds(10);

    /// <summary>Waits until a server answers, and then until the compiler is done with it.</summary>
    public void WarmUp(ServerProcess server)
    {
        server.WaitUntilReady(requests[0]);
        Round.Run(server, requests, WarmConnections, WarmUpLength);
    }

    /// <summary>The medians of both.</summary>
    public (Round One, Round Other) Run(ServerProcess one, ServerProcess other, int connections)
    {
        var (ones, others) = (new List<Round>(), new List<Round>());
        for (var round = 0; round < Rounds; round++)
        {
            ones.Add(Round.Run(one, requests, connections, length));
            others.Add(Round.Run(other, requests, connections, length));
        }

        return (MedianOf(ones), MedianOf(others));
    }

    private static Round MedianOf(List<Round> rounds) => new(
        Median.Of(rounds, round => round.PerSecond),
        Median.Of(rounds, round => round.P50),
        Median.Of(rounds, round => round.P99),
        Median.Of(rounds, round => round.P999),
        Median.Of(rounds, round => round.ProcessorTime));
}
