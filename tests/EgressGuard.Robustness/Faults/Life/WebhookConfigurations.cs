using System.Text.Json.Nodes;
using EgressGuard.Webhook.Tests.Live;

namespace EgressGuard.Robustness.Faults.Life;

/// <summary>The webhook configurations that a guard with self-managed certificates keeps its authority in.</summary>
internal static class WebhookConfigurations
{
    /// <summary>Puts both, as an installer does: without an authority.</summary>
    public static void Put(LiveWorld world, string note = "")
    {
        foreach (var kind in (string[])["Validating", "Mutating"])
        {
            world.Cluster.Put(new JsonObject
            {
                ["apiVersion"] = "admissionregistration.k8s.io/v1",
                ["kind"] = kind + "WebhookConfiguration",
                ["metadata"] = new JsonObject
                {
                    ["name"] = "egressguard-" + kind.ToLowerInvariant(),
                    ["annotations"] = new JsonObject { ["example.com/note"] = note },
                },
                ["webhooks"] = new JsonArray(new JsonObject
                {
                    ["name"] = "one.egressguard.io",
                    ["clientConfig"] = new JsonObject
                    {
                        ["service"] = new JsonObject { ["name"] = "egressguard", ["namespace"] = "default" },
                    },
                }),
            }.ToJsonString());
        }
    }
}
