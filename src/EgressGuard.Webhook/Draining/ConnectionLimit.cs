using EgressGuard.Webhook.Configuration;
using Microsoft.AspNetCore.Connections;

namespace EgressGuard.Webhook.Draining;

/// <summary>
/// Bounds how many connections there are: each costs some 40 KiB, and everybody who reaches the port may open them. Beyond the bound the
/// least useful one is cut for each that comes, so that callers who do nothing push each other out and not the API server: first those
/// that never asked anything, the oldest first, then those that have been silent for longest.
/// </summary>
internal sealed partial class ConnectionLimit(WebhookOptions options, TimeProvider time, ILogger<ConnectionLimit> logger)
{
    /// <summary>Far beyond what API servers open: one for each review that is under way at a time.</summary>
    private const int Least = 2_000;

    private static readonly TimeSpan ToldEvery = TimeSpan.FromMinutes(1);

    private readonly int _limit = Math.Max(Least, 4 * options.MaxConcurrentReviews);
    private readonly Lock _gate = new();
    private readonly Dictionary<ConnectionContext, ConnectionBudget> _open = [];
    private long? _told;

    /// <summary>A connection was opened. Another one may be cut for it.</summary>
    public void Enter(ConnectionContext connection, ConnectionBudget budget)
    {
        ConnectionContext? cut = null;
        lock (_gate)
        {
            if (_open.Count >= _limit)
            {
                cut = _open.MinBy(entry => entry.Value.Worth).Key;
                _open.Remove(cut);
                Tell();
            }

            _open[connection] = budget;
        }

        cut?.Abort(new ConnectionAbortedException("There are too many connections, and this one was of the least use."));
    }

    /// <summary>A connection was closed.</summary>
    public void Leave(ConnectionContext connection)
    {
        lock (_gate)
        {
            _open.Remove(connection);
        }
    }

    /// <summary>At most once a minute: an attack must not fill the log.</summary>
    private void Tell()
    {
        var now = time.GetTimestamp();
        if (_told is not { } told || time.GetElapsedTime(told, now) >= ToldEvery)
        {
            _told = now;
            LogCut(_limit);
        }
    }

    [LoggerMessage(1, LogLevel.Warning,
        "More than {Limit} connections to the TLS port: those that have asked nothing for longest are cut. "
        + "No API server opens so many; see who does.")]
    private partial void LogCut(int limit);
}
