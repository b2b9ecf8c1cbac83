using EgressGuard.Kubernetes.Client;
using EgressGuard.Kubernetes.Connections;
using EgressGuard.Webhook.Configuration;

namespace EgressGuard.Webhook.Live;

/// <summary>Makes the client for the cluster that the options name.</summary>
internal static class ClusterApi
{
    /// <summary>The client; null without a cluster. Nothing is sent yet.</summary>
    /// <exception cref="StartException">The credentials or the kubeconfig cannot be used.</exception>
    public static ApiClient? Connect(WebhookOptions options)
    {
        try
        {
            return options.Cluster switch
            {
                ClusterAccess.InCluster => new ApiClient(InCluster.Load(TimeProvider.System)),
                ClusterAccess.Kubeconfig => new ApiClient(KubeConfig.Load(new KubeConfigOptions { File = options.KubeconfigFile })),
                _ => null,
            };
        }
        catch (ConnectionException exception)
        {
            throw StartException.UnusableInput([exception.Message, "The cluster given with --cluster cannot be used."]);
        }
    }
}
