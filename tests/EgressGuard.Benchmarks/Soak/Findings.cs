using System.Collections.Concurrent;

namespace EgressGuard.Benchmarks.Soak;

/// <summary>What went wrong: every case counts, the first ones are told.</summary>
internal sealed class Findings
{
    private const int Most = 20;

    private readonly ConcurrentQueue<string> _told = new();
    private long _wrong;
    private long _failed;

    /// <summary>Verdicts that were none of those that were right at the time.</summary>
    public long WrongVerdicts => Interlocked.Read(ref _wrong);

    /// <summary>Calls, handshakes among them, without an answer, and changes that did not come into force.</summary>
    public long FailedCalls => Interlocked.Read(ref _failed);

    /// <summary>The first of both, in words.</summary>
    public IEnumerable<string> Told => _told;

    public void Wrong(string what)
    {
        Interlocked.Increment(ref _wrong);
        Tell("wrong verdict: " + what);
    }

    public void Failed(string what, Exception exception)
    {
        Interlocked.Increment(ref _failed);
        Tell($"failed: {what}: {exception.GetType().Name}: {exception.Message}");
    }

    private void Tell(string what)
    {
        if (_told.Count < Most)
        {
            _told.Enqueue($"{DateTime.UtcNow:HH:mm:ss} {what}");
        }
    }
}
