using EgressGuard.Benchmarks.Corpus;
using EgressGuard.Benchmarks.Load;

namespace EgressGuard.Benchmarks.Soak;

/// <summary>Asks for one verdict that must be exactly right, because it is known what is in force.</summary>
internal sealed class Prober(ServerProcess webhook, Findings findings) : IDisposable
{
    private const int Times = 5;

    private ReviewConnection? _connection;

    /// <summary>How many verdicts were asked for.</summary>
    public int Asked { get; private set; }

    /// <summary>Asks some times, and tells every verdict that is another one.</summary>
    public void Expect(Review review, string verdict, string state)
    {
        var request = new Request(review);
        for (var time = 0; time < Times; time++)
        {
            if (_connection is null or { IsSpent: true })
            {
                _connection?.Dispose();
                _connection = new ReviewConnection(webhook.Port);
            }

            _connection.Send(request);
            Asked++;
            if (VerdictText.Of(_connection.Answer) is var given && given != verdict)
            {
                findings.Wrong($"{given} in place of {verdict} with {state}");
            }
        }
    }

    /// <summary>Dials anew after a failure.</summary>
    public void Reset()
    {
        _connection?.Dispose();
        _connection = null;
    }

    public void Dispose() => _connection?.Dispose();
}
