namespace EgressGuard.Core.Rules.Pods;

/// <summary>The pod that every rule admits, for the corrected halves of examples, in a namespace whose pods get sidecars.</summary>
internal static class PodExamples
{
    /// <summary>The pod with these lines below <c>annotations</c>.</summary>
    /// <param name="annotations">Lines of YAML, indented by four spaces; none for a pod without annotations.</param>
    public static string Admitted(string annotations = "") =>
        $$"""
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          namespace: shop
        {{(annotations.Length == 0 ? "" : $"  annotations:\n{annotations}\n")}}spec:
          automountServiceAccountToken: false
          securityContext:
            runAsNonRoot: true
            runAsUser: 10001
            runAsGroup: 10001
          containers:
          - name: web
            image: registry.example.com/web:1.0.0
            securityContext:
              allowPrivilegeEscalation: false
              capabilities:
                drop: [ALL]
        ---
        apiVersion: v1
        kind: Namespace
        metadata:
          name: shop
          labels:
            istio-injection: enabled
        """;
}
