namespace EgressGuard.Kubernetes.Leases;

/// <summary>Who is told what becomes of an election. Calls must return soon.</summary>
public interface ILeaseLog
{
    /// <summary>This candidate leads from now on.</summary>
    void Leading();

    /// <summary>This candidate no longer leads.</summary>
    /// <param name="reason">Why, as a sentence.</param>
    void Ended(string reason);

    /// <summary>Another candidate was seen to lead.</summary>
    void Follows(string holder);

    /// <summary>A try to get or renew the lease failed; another follows.</summary>
    void Failed(string problem);
}
