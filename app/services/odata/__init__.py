"""Open figures as OData 4.0 asks for them: entity sets over the same rooms, read through the same eyes."""
