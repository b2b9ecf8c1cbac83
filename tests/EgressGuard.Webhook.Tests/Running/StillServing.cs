using System.Text;
using EgressGuard.Core.Admission;
using EgressGuard.Testing;

namespace EgressGuard.Webhook.Tests.Running;

/// <summary>That the webhook serves on, whatever a test has done to it.</summary>
internal static class StillServing
{
    /// <summary>Sends a review that is as it should be and fails unless its answer is.</summary>
    public static async Task StillServesAsync(this WebhookProcess webhook)
    {
        var answer = await webhook.ReviewAsync(AdmissionPhase.Validate, Samples.Uid, Encoding.UTF8.GetBytes(Samples.OpenServiceEntry));
        Assert.False(answer.Allowed);
        Assert.Equal(403, answer.Code);
    }
}
