using System.Collections.Immutable;
using EgressGuard.Core.Admission;
using EgressGuard.Core.Model;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Rules;

/// <summary>What is known of a rule without running it: the catalogue's entry, from which the documents are made.</summary>
public sealed record RuleInfo
{
    /// <summary>The stable id, <c>EGnnn</c>, never reused.</summary>
    public required string Id { get; init; }

    /// <summary>The stable name, in kebab case.</summary>
    public required string Name { get; init; }

    /// <summary>What the rule asks for, in one sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>The facts it rests on, as ids of the rule specification, such as <c>SE-R1, 2.6</c>.</summary>
    public required string Specification { get; init; }

    /// <summary>What a finding does when the policy says nothing of this rule.</summary>
    public RuleAction DefaultAction { get; init; } = RuleAction.Deny;

    /// <summary>The kinds of object it judges.</summary>
    public required ImmutableArray<ObjectKind> Kinds { get; init; }

    /// <summary>The guard's own kind that it judges instead; null for every rule about the mesh.</summary>
    public GuardKind? GuardKind { get; init; }

    /// <summary>
    /// The kinds of which it must see every object. Where the mesh cannot promise that, the rule does not run and the verdict
    /// lists it as not evaluated.
    /// </summary>
    public ImmutableArray<ObjectKind> Needs { get; init; } = [];

    /// <summary>Whether it judges platform namespaces, too: true only for what can never work, whoever writes it.</summary>
    public bool JudgesPlatform { get; init; }

    /// <summary>Whether it judges the deletion of objects, too. Every other rule judges what is written only.</summary>
    public bool JudgesRemoval { get; init; }

    /// <summary>Why it matters, for people who have not met the danger before: one to three sentences.</summary>
    public string Why { get; init; } = "";

    /// <summary>
    /// The cases in which a rule that refuses only warns, unless the policy sets it by name, as a phrase without a full stop; null when
    /// there are none.
    /// </summary>
    public string? WarnsOnly { get; init; }

    /// <summary>An object that the rule refuses, and how it should be written.</summary>
    public RuleExample? Example { get; init; }
}
