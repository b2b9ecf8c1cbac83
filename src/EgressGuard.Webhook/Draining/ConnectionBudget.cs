using System.Security.Cryptography;
using Microsoft.AspNetCore.Connections;

namespace EgressGuard.Webhook.Draining;

/// <summary>
/// How much longer a connection should be used. API servers up to 1.36 stay with the replicas they dialled first; asked to dial
/// again from time to time, they find the new ones (engineering.md 3.3). About a thousand requests or five minutes, each give or
/// take a fifth, so that connections made together do not end together.
/// </summary>
internal sealed class ConnectionBudget(TimeProvider time, ConnectionContext connection)
{
    /// <summary>Kestrel's own time for the rest of a body (RequestBodyDrainTimeout).</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    private readonly long _start = time.GetTimestamp();
    private readonly TimeSpan _age = TimeSpan.FromSeconds(RandomNumberGenerator.GetInt32(240, 361));
    private int _requestsLeft = RandomNumberGenerator.GetInt32(800, 1201);
    private long _asked;

    /// <summary>Whether the request under way should be the connection's last.</summary>
    public bool IsSpent => Volatile.Read(ref _requestsLeft) <= 0 || time.GetElapsedTime(_start) > _age;

    /// <summary>
    /// How much the connection is worth keeping where there are too many: the later it asked something the more, and least where it
    /// never did.
    /// </summary>
    public (bool HasAsked, long Since) Worth => Volatile.Read(ref _asked) is var asked and not 0 ? (true, asked) : (false, _start);

    /// <summary>
    /// Cuts the connection once its last answer had the time to arrive. The server itself waits five seconds for the rest of a body, but
    /// as long as the stop may last when it is stopping, and would then hold up the end of the process.
    /// </summary>
    public async Task CutSoonAsync()
    {
        await Task.Delay(Farewell, time);
        connection.Abort(new ConnectionAbortedException("The rest of the request's body did not come."));
    }

    /// <summary>Counts one request.</summary>
    public void Spend()
    {
        Interlocked.Decrement(ref _requestsLeft);
        Volatile.Write(ref _asked, time.GetTimestamp());
    }
}
