using EgressGuard.Kubernetes.Client;
using EgressGuard.Kubernetes.Connections;

namespace EgressGuard.Webhook.Live;

/// <summary>The cluster that the webhook is connected to. Nothing is sent yet.</summary>
internal sealed class ConnectedCluster(ClusterConnection connection) : IDisposable
{
    /// <summary>Its API server.</summary>
    public ApiClient Api { get; } = new(connection);

    /// <summary>The namespace of the pod, or that of the kubeconfig's context.</summary>
    public string Namespace => connection.Namespace;

    /// <inheritdoc/>
    public void Dispose() => Api.Dispose();
}
