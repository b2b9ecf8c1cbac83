namespace EgressGuard.Cli.Probing;

/// <summary>Pods that nothing but their one mistake stands against, also where Pod Security is <c>restricted</c>.</summary>
internal static class ProbePods
{
    private const string Container =
        "securityContext: {runAsNonRoot: true, runAsUser: 10001, seccompProfile: {type: RuntimeDefault}}, "
        + "containers: [{name: app, image: \"registry.example.com/app:1.0.0\", "
        + "securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}}]";

    /// <summary>A pod, with members of its spec, each with a comma behind it, and of its metadata.</summary>
    public static string Pod(string spec, string metadata = "labels: {app: egressguard-probe}") =>
        $"metadata: {{name: egressguard-probe, namespace: NAMESPACE, {metadata}}}\nspec: {{{spec} {Container}}}\n";

    /// <summary>The members of a template, with members of its pod's spec.</summary>
    public static string Template(string spec) => $"metadata: {{labels: {{app: egressguard-probe}}}}, spec: {{{spec} {Container}}}";
}
