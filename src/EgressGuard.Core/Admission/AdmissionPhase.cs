namespace EgressGuard.Core.Admission;

/// <summary>Which of the API server's two questions is asked.</summary>
public enum AdmissionPhase
{
    /// <summary>May the object be stored? Asked last, of the final object.</summary>
    Validate,

    /// <summary>What is to be added to the object? Asked first.</summary>
    Mutate,
}
