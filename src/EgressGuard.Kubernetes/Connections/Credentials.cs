namespace EgressGuard.Kubernetes.Connections;

/// <summary>Where credentials come from. They may change at any time, so every request asks anew.</summary>
public abstract class Credentials
{
    /// <summary>No credentials.</summary>
    public static Credentials None { get; } = new FixedCredentials(Credential.None);

    /// <summary>Credentials that never change.</summary>
    public static Credentials Fixed(Credential credential) => new FixedCredentials(credential);

    /// <summary>The credential of this moment.</summary>
    /// <exception cref="ConnectionException">There is none, and the message says why.</exception>
    public abstract ValueTask<Credential> GetAsync(CancellationToken cancellation);

    /// <summary>The server refused this credential with 401: the next one is to be a fresh one.</summary>
    public virtual void Drop(Credential refused)
    {
    }

    private sealed class FixedCredentials(Credential credential) : Credentials
    {
        public override ValueTask<Credential> GetAsync(CancellationToken cancellation) => new(credential);
    }
}
