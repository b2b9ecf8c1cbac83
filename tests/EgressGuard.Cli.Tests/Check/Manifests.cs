namespace EgressGuard.Cli.Tests.Check;

/// <summary>Small manifests, each with what its name says and nothing else wrong.</summary>
internal static class Manifests
{
    public const string CleanEntry = """
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: cnn, namespace: shop}
        spec:
          hosts: [cnn.com]
          exportTo: [".", istio-system]
          resolution: DNS
          ports: [{number: 443, name: tls, protocol: TLS}]

        """;

    public const string PublicEntry = """
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: cnn, namespace: shop}
        spec:
          hosts: [cnn.com]
          exportTo: ["*"]
          resolution: DNS
          ports: [{number: 443, name: tls, protocol: TLS}]

        """;

    public const string HostNetworkPod = """
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec:
          hostNetwork: true
          containers: [{name: a, image: b}]

        """;

    public const string HostNetworkCronJob = """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: c}
        spec:
          jobTemplate:
            spec:
              template:
                spec:
                  hostNetwork: true

        """;

    public const string ConfigMap = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n";

    /// <summary>A policy that has this action for a rule.</summary>
    public static string Policy(string rule, string action) =>
        $"apiVersion: egressguard.io/v1alpha1\nkind: EgressPolicy\nmetadata: {{name: p}}\nspec: {{rules: {{{rule}: {{action: '{action}'}}}}}}\n";

    /// <summary>A pod with a hostile name, denied.</summary>
    public static string Named(string name) =>
        $"{{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{{\"name\":{System.Text.Json.JsonSerializer.Serialize(name)}}},\"spec\":{{\"hostPID\":true,\"containers\":[]}}}}";
}
