namespace EgressGuard.Webhook.Tls;

/// <summary>How many callers were not let in, and why.</summary>
internal sealed class ClientRefusals
{
    private readonly long[] _counts = new long[Enum.GetValues<ClientRefusal>().Length];

    /// <summary>Counts one.</summary>
    public void Count(ClientRefusal reason) => Interlocked.Increment(ref _counts[(int)reason]);

    /// <summary>How many there were for a reason.</summary>
    public long Of(ClientRefusal reason) => Interlocked.Read(ref _counts[(int)reason]);
}
