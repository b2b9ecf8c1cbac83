using System.Globalization;

namespace EgressGuard.Robustness.Faults.Life;

/// <summary>Files as operators write them.</summary>
internal static class ValidFiles
{
    /// <summary>A policy that warns of everything that it does not deny.</summary>
    public static string Policy(string enforcement) =>
        $$"""
        apiVersion: egressguard.io/v1alpha1
        kind: EgressPolicy
        metadata:
          name: default
        spec:
          enforcement: {{enforcement}}
        """;

    /// <summary>An exemption for the pod of <see cref="Webhook.Tests.Live.LiveWorld.PodReview"/>, or for one of another namespace.</summary>
    public static string Exemption(DateTimeOffset expires, string @namespace = "shop") =>
        $$"""
        apiVersion: egressguard.io/v1alpha1
        kind: EgressExemption
        metadata: {name: legacy-batch}
        spec:
          rules: [EG302]
          subjects: [{kind: Pod, namespace: {{@namespace}}, name: legacy-batch-*}]
          owner: team-shop
          reason: The batch job needs the network of its node until it is moved.
          expires: "{{expires.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}}"
        """;
}
