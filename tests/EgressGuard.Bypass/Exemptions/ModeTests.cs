using EgressGuard.Bypass.Running;
using EgressGuard.Core.Admission;
using EgressGuard.Testing;
using EgressGuard.Webhook.Tests.Running;

namespace EgressGuard.Bypass.Exemptions;

/// <summary>Class 33: a control that is left out in one of several modes.</summary>
public sealed class ModeTests
{
    [Theory]
    [InlineData("{mesh: {dataplaneModes: [sidecar]}}")]
    [InlineData("{mesh: {dataplaneModes: [ambient]}}")]
    [InlineData("{mesh: {dataplaneModes: [sidecar, ambient], nativeSidecars: false}}")]
    [InlineData("{mesh: {outboundTrafficPolicy: ALLOW_ANY}}")]
    public async Task Host_access_is_refused_in_every_mode_of_the_mesh(string spec)
    {
        using var directory = new TemporaryDirectory();
        var policy = directory.Write("policy.yaml", $"apiVersion: egressguard.io/v1alpha1\nkind: EgressPolicy\nmetadata: {{name: default}}\nspec: {spec}\n");
        await using var webhook = await WebhookProcess.StartAsync("--policy", policy);

        await RefusesAsync("EG302", "hostNetwork: true");
        await RefusesAsync("EG302", "hostPID: true");
        await RefusesAsync("EG305", "volumes: [{name: node, hostPath: {path: /var/run}}]");
        await RefusesAsync("EG305", "initContainers: [{name: tool, image: registry.example.com/tool:1.0.0, securityContext: {capabilities: {add: [NET_RAW]}}}]");

        async Task RefusesAsync(string rule, string pod)
        {
            var answer = await webhook.ReviewAsync(AdmissionPhase.Validate, Ask.Uid, Ask.Create(Given.PodWith(pod)).ToBytes());
            Assert.False(answer.Allowed);
            Assert.Contains(rule, answer.Message, StringComparison.Ordinal);
        }
    }
}
