namespace EgressGuard.Core.Rules.Pods;

/// <summary>The plain pod of the corrected halves of examples: what is left when the offending field is gone.</summary>
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
          containers:
          - name: web
            image: registry.example.com/web:1.0.0
        """;
}
