namespace EgressGuard.Core.Mesh;

/// <summary>
/// The namespaces whose pods Istio's injector passes over, whatever their labels and their pods' say (istio-egress.md 4.1, step 2).
/// </summary>
internal static class NeverInjected
{
    /// <summary>Whether the namespace of this name is one.</summary>
    public static bool Contains(string @namespace) =>
        @namespace is "kube-system" or "kube-public" or "kube-node-lease" or "local-path-storage";
}
