namespace EgressGuard.Webhook.Configuration;

/// <summary>How the webhook reaches its cluster.</summary>
internal enum ClusterAccess
{
    /// <summary>It does not: the mesh comes from files.</summary>
    None,

    /// <summary>With the service account of its pod.</summary>
    InCluster,

    /// <summary>With a kubeconfig.</summary>
    Kubeconfig,
}
