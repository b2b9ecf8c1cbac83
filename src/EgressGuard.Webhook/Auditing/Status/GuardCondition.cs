namespace EgressGuard.Webhook.Auditing.Status;

/// <summary>One aspect of an object's state (API document: meta/v1 Condition), without the time: that is the writer's business.</summary>
/// <param name="Type">What it is about.</param>
/// <param name="IsTrue">Whether it holds.</param>
/// <param name="Reason">Why, in one word for programs.</param>
/// <param name="Message">Why, for people. It says nothing that changes by itself, such as the days that are left.</param>
internal sealed record GuardCondition(string Type, bool IsTrue, string Reason, string Message);
